"""The files and names of a framework, told without checking it."""

import pytest

from assay import Declared, declared_names, framework_files


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "shared").mkdir()
    (tmp_path / "base.rules").write_text(
        'framework f "F" { }\nkpi a "Base" { }\nkpi c "C" th "ค" { }\n'
    )
    (tmp_path / "shared/scales.rules").write_text('use "more.rules"\nscale s "S" { a = 1 }\n')
    (tmp_path / "layer.rules").write_text(
        'extends "base.rules"\nuse "shared/scales.rules"\n'
        'examples "cases" from "cases.csv"\n'
        'override kpi a "Changed" { }\nrole r { responsibility p "P" weight 1 { kpi a } }\n'
        'remove kpi c\nexample "e" { }\nkpi broken { rating: }\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_names_of_all_layers_and_files_come_once(folder):
    assert set(declared_names("layer.rules")) == {
        Declared("kpi", "a", "Changed"),
        Declared("kpi", "c", "C"),
        Declared("kpi", "broken", ""),
        Declared("scale", "s", "S"),
        Declared("role", "r", ""),
        Declared("responsibility", "p", "P"),
    }


def test_the_files_are_those_read_and_those_named(folder):
    assert set(framework_files("layer.rules")) == {
        "layer.rules",
        "base.rules",
        "shared/scales.rules",
        "shared/more.rules",
        "cases.csv",
    }
    assert framework_files("layer.rules")[0] == "layer.rules"
    assert framework_files(folder / "base.rules") == (str(folder / "base.rules"),)


def test_a_file_that_is_not_there(folder):
    assert framework_files("none.rules") == ("none.rules",)
    with pytest.raises(FileNotFoundError):
        declared_names("none.rules")
