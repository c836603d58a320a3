"""Commands over the shop of the transcripts, run here or in a process of their own."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import assay
from assay.cli import main

FILES = Path(__file__).parent / "cli" / "files"
SHOP = str(FILES / "shop.rules")
PEOPLE = str(FILES / "people.csv")
RATE = ("rate", SHOP, PEOPLE, "--period", "2026-Q1")
EXPLAIN = ("explain", SHOP, PEOPLE, "--period", "2026-Q1", "--person", "ann")


def run(*words, status=0, **options):
    """What a command gives that ends with a status."""
    result = CliRunner().invoke(main, [str(word) for word in words], **options)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.stderr
    return result


def process(*words, **options):
    """A command in a process of its own."""
    script = "from assay.cli import main; main(prog_name='assay')"
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def checked(name, text):
    """A document of a command, which keeps to its published schema."""
    document = json.loads(text)
    Draft202012Validator(assay.published_schema(name)).validate(document)
    return document


def workbook(path, *rows, sheet="Q1"):
    """A workbook of one sheet, at a path."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return str(path)
