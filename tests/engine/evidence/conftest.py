"""A framework, and what reads workbooks of evidence for it."""

import pytest
from read_workbooks import RULES
from saved_workbooks import saved

import assay
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.records import EvidenceData


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES)


@pytest.fixture
def read(framework):
    def run(*sheets, sheet="", person_column=None, **options):
        content = sheets[0] if isinstance(sheets[0], bytes) else saved(*sheets, **options)
        data = EvidenceData("people.xlsx", content, "xlsx", sheet)
        return read_evidence(framework.checked, data, person_column=person_column)

    return run
