"""Every framework, program and command in the documents does what the document says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import assay

from .documents import (
    DOCUMENTS,
    ROOT,
    Block,
    all_blocks,
    blocks_of,
    commands_of,
    lay_files,
    matches,
    text_of,
)

KINDS = {"rules", "python", "console", "csv", "json", "text", "sh", "mermaid"}
FRAMEWORKS = [block for block in all_blocks("rules") if block.mark != "fragment"]
MOST_FRAGMENTS = 12


def named(block: Block) -> str:
    return block.name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_says_what_it_is(document: str) -> None:
    assert text_of(document).count("\n```") % 2 == 0
    assert {block.kind for block in blocks_of(document)} <= KINDS


def test_few_blocks_are_fragments() -> None:
    fragments = [block for block in all_blocks("rules") if block.mark == "fragment"]
    assert len(fragments) <= MOST_FRAGMENTS
    assert len(FRAMEWORKS) > len(fragments)


@pytest.mark.parametrize("block", FRAMEWORKS, ids=named)
def test_a_framework_is_sound_and_its_examples_hold(block: Block, tmp_path: Path) -> None:
    framework = loaded(block, tmp_path)
    assert bool(framework.diagnostics) == block.doubtful, framework.diagnostics
    trials = framework.test()
    tabled = [trial for trial in trials if trial.example.span.source.name.endswith(".csv")]
    if "extends " not in block.text:
        assert len(trials) - len(tabled) == block.text.count("\nexample ")
    assert [
        (trial.example.label, trial.problem, trial.mismatches)
        for trial in trials
        if not trial.passed
    ] == []


def loaded(block: Block, folder: Path) -> assay.Framework:
    """The framework of a block; where it names another file, beside those of earlier blocks."""
    if not re.search(r'^(extends|examples) "', block.text, re.MULTILINE):
        return assay.loads(block.text)
    lay_files(block, folder)
    path = folder / (block.file or "main.rules")
    path.write_text(block.text, encoding="utf-8")
    return assay.load(path)


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if "python" in text_of(name)])
def test_programs_run(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of one document run in order and share their names, as a reader's would."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__docs__"}
    for block in blocks_of(document):
        if block.kind != "python":
            continue
        lay_files(block, tmp_path)
        if block.text.startswith(">>>"):
            _run_session(block, names)
        else:
            padded = "\n" * block.line + block.text
            exec(compile(padded, str(ROOT / document), "exec"), names)  # noqa: S102 - our own text


def _run_session(block: Block, names: dict[str, object]) -> None:
    test = doctest.DocTestParser().get_doctest(
        block.text, names, block.name, block.document, block.line
    )
    said: list[str] = []
    runner = doctest.DocTestRunner(
        optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL, verbose=False
    )
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert runner.failures == 0, "".join(said)


@pytest.mark.parametrize("block", all_blocks("console"), ids=named)
def test_commands_print_what_is_shown(
    block: Block,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    update: bool,
) -> None:
    from assay.cli import main

    lay_files(block, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    printed = ""
    for command in commands_of(block):
        result = CliRunner().invoke(main, command.arguments, prog_name="assay")
        assert result.exception is None or isinstance(result.exception, SystemExit)
        same = matches(command.shown, result.output)
        if update:
            assert result.exit_code != 2, result.output
        else:
            assert same or command.shown == result.output, command.written
        shown = command.shown if same else result.output
        printed += f"$ {command.written}\n{shown}"
    if printed != block.text:
        now = blocks_of(block.document)[block.number]
        text = text_of(block.document)
        text = text[: now.start] + printed + text[now.end :]
        (ROOT / block.document).write_text(text, encoding="utf-8")
