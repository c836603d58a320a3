"""The command `assay`: everything it does goes through the public API."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from . import __version__

if TYPE_CHECKING:
    from datetime import date

    from . import EvidenceSet, Framework, PersonEvidence, Problem, Rater, Rating

FRAMEWORK_PROBLEMS = 1
USAGE = 2
EVIDENCE_PROBLEMS = 3

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(dir_okay=False, path_type=str)


def fail(message: str, status: int = USAGE) -> NoReturn:
    """Ends the command with one line that says what is wrong and what to do."""
    click.echo(f"assay: {message}", err=True)
    raise SystemExit(status)


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """What people can get wrong ends in a line for them, never in a traceback."""
    from . import EvidenceError, FrameworkError, UsageError

    try:
        yield
    except FrameworkError as error:
        click.echo(diagnostics_text(error.diagnostics), err=True, nl=False)
        raise SystemExit(FRAMEWORK_PROBLEMS) from None
    except UsageError as error:
        fail(str(error))
    except EvidenceError as error:
        for problem in error.problems:
            click.echo(f"assay: {problem}", err=True)
        raise SystemExit(EVIDENCE_PROBLEMS) from None
    except LookupError as error:
        fail(str(error.args[0]) if error.args else str(error))
    except OSError as error:
        fail(f"`{error.filename or ''}`: {(error.strerror or str(error)).lower()}")


def diagnostics_text(diagnostics: tuple[Any, ...]) -> str:
    """Diagnostics as text for the terminal that reads it."""
    from . import render_text

    return render_text(diagnostics, width=terminal_width(), colour=colourful(sys.stderr))


def terminal_width() -> int:
    """The columns of the terminal, 80 where there is none."""
    return click.get_current_context().find_root().params.get("width") or _columns()


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def colourful(stream: Any) -> bool:
    """Colour only on a terminal, unless the caller said otherwise."""
    chosen = click.get_current_context().find_root().params.get("colour")
    if chosen is not None:
        return bool(chosen)
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR")


@contextlib.contextmanager
def whole_file(path: str | None) -> Iterator[Any]:
    """Standard output, or a file that appears whole at the end or not at all."""
    if path is None:
        yield click.get_text_stream("stdout")
        return
    target = Path(path)
    handle, temporary = tempfile.mkstemp(dir=target.parent or ".", prefix=".assay-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
        mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def write_json(value: object, path: str | None) -> None:
    """A JSON document, indented, with its letters as they are."""
    import json

    with whole_file(path) as stream:
        stream.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def options(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator."""

    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


ALLOW = click.option(
    "--allow-folder",
    "allowed",
    multiple=True,
    metavar="FOLDER",
    help="A further folder that `use` lines may reach into.",
)
OUTPUT = click.option(
    "--output", "-o", type=FILE, help="Write to this file, whole or not at all, not to the screen."
)
LANGUAGE = click.option(
    "--lang", default="en", show_default=True, metavar="TAG", help="Language, such as `th`."
)
SETTING = options(
    click.option("--role", metavar="ID", help="The role, where the framework has several."),
    click.option("--period", metavar="PERIOD", help="What is rated: 2026-Q1, 2026, 2026-H1, 2026-01."),
    click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        help="The day whose dated parameters hold; by default the last of the period.",
    ),
    click.option(
        "--set", "parameters", multiple=True, metavar="NAME=VALUE", help="Set a parameter."
    ),
)
EVIDENCE = options(
    click.argument("evidence", required=False, type=click.Path(path_type=str)),
    click.option(
        "--table", "tables", multiple=True, metavar="NAME=FILE", help="A table of the evidence."
    ),
    click.option("--person-column", metavar="NAME", help="The column that names the person."),
    click.option(
        "--input-format",
        type=click.Choice(["csv", "json", "jsonl"]),
        help="The format of the evidence, where its name does not tell.",
    ),
    click.option("--delimiter", metavar="CHAR", help="What separates the cells of a CSV file."),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="assay", message="%(prog)s %(version)s")
@click.option("--width", type=click.IntRange(32), help="Columns to write in, instead of the terminal's.")
@click.option("--colour/--no-colour", default=None, help="Colour, or not; by default on a terminal.")
def main(width: int | None, colour: bool | None) -> None:
    """Rate people by a competency framework, exactly, and explain every rating.

    \b
    assay check sales.rules
    assay rate sales.rules people.csv --period 2026-Q1
    assay explain sales.rules people.csv --period 2026-Q1 --person director-01

    Exit status: 0 fine, 1 problems in the framework or its examples, 2 wrong usage, 3 some
    evidence could not be used. `assay COMMAND --help` has examples for each command.
    """


# --- frameworks ----------------------------------------------------------------------------


@main.command()
@click.argument("framework", type=FILE)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@ALLOW
@OUTPUT
def check(framework: str, style: str, allowed: tuple[str, ...], output: str | None) -> None:
    """Find everything that is wrong with a framework file.

    \b
    assay check sales.rules
    assay check sales.rules --format json
    """
    from . import check as find
    from . import render_json

    with plain_errors():
        diagnostics = find(framework, allowed_folders=allowed)
        errors = any(each.severity == "error" for each in diagnostics)
        if style == "json":
            write_json(render_json(diagnostics), output)
        elif not diagnostics:
            click.echo(f"{framework}: no problems", err=True)
        else:
            with whole_file(output) as stream:
                stream.write(diagnostics_text(diagnostics))
    if errors:
        raise SystemExit(FRAMEWORK_PROBLEMS)


@main.command()
@click.argument("framework", type=FILE)
@click.argument("name", required=False)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@LANGUAGE
@ALLOW
@OUTPUT
def show(
    framework: str,
    name: str | None,
    style: str,
    lang: str,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Show the declarations of a framework as they were understood.

    \b
    assay show sales.rules
    assay show sales.rules quota_achievement
    assay show sales.rules --format json
    """
    from . import declaration_record, framework_record, load, show_declarations

    with plain_errors():
        checked = load(framework, allowed_folders=allowed).checked
        if style == "json":
            record = framework_record(checked) if name is None else declaration_record(checked, name)
            write_json(record, output)
        else:
            with whole_file(output) as stream:
                stream.write(show_declarations(checked, name, lang, width=terminal_width()))


@main.command()
@click.argument("framework", type=FILE)
@click.option("--role", metavar="ID", help="Only what this role needs.")
@click.option("--focus", metavar="NAME", help="Only what this value needs.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["mermaid", "dot", "svg"]),
    default="mermaid",
    show_default=True,
)
@LANGUAGE
@ALLOW
@OUTPUT
def graph(
    framework: str,
    role: str | None,
    focus: str | None,
    style: str,
    lang: str,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Draw what depends on what.

    \b
    assay graph sales.rules --format svg -o sales.svg
    assay graph sales.rules --focus quota_achievement
    """
    from . import draw_graph, load

    with plain_errors():
        drawing = draw_graph(
            load(framework, allowed_folders=allowed), style, role=role, focus=focus, language=lang
        )
        with whole_file(output) as stream:
            stream.write(drawing)


@main.command()
@click.argument("framework", required=False, type=FILE)
@click.option("--role", metavar="ID", help="Only the evidence that this role needs.")
@click.option("--of", "published", metavar="NAME", help="A published schema: ratings, explanation, …")
@LANGUAGE
@ALLOW
@OUTPUT
def schema(
    framework: str | None,
    role: str | None,
    published: str | None,
    lang: str,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Print the JSON Schema of the evidence a role needs, or of a document assay writes.

    \b
    assay schema sales.rules --role sales_director
    assay schema --of ratings
    """
    from . import evidence_schema, load, published_schema

    if (framework is None) == (published is None):
        fail("name a framework file, or a published schema with `--of`")
    with plain_errors():
        if published is not None:
            write_json(published_schema(published), output)
        else:
            assert framework is not None
            loaded = load(framework, allowed_folders=allowed)
            write_json(evidence_schema(loaded, role, lang), output)


@main.command()
@click.argument("code", required=False)
def diagnostic(code: str | None) -> None:
    """Explain a kind of problem, with an example and its solution; list them all without a code.

    \b
    assay diagnostic
    assay diagnostic weights-not-100
    """
    from . import CATALOGUE, page, suggestions

    if code is None:
        longest = max(len(each) for each in CATALOGUE)
        for entry in CATALOGUE.values():
            click.echo(f"{entry.slug:{longest}}  {entry.severity:7}  {entry.summary}")
        return
    if code not in CATALOGUE:
        near = suggestions(code)
        hint = "; did you mean " + " or ".join(f"`{each}`" for each in near) + "?" if near else ""
        fail(f"there is no diagnostic `{code}`{hint}; `assay diagnostic` lists them all")
    click.echo(page(code))


@main.command()
@click.argument("framework", type=FILE)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@ALLOW
@OUTPUT
def test(framework: str, style: str, allowed: tuple[str, ...], output: str | None) -> None:
    """Run the examples that a framework declares.

    \b
    assay test sales.rules
    """
    from . import load, trial_records, trials_text

    with plain_errors():
        trials = load(framework, allowed_folders=allowed).test()
        if style == "json":
            write_json(trial_records(trials), output)
        else:
            with whole_file(output) as stream:
                stream.write(trials_text(trials, width=terminal_width()))
    failed = sum(not trial.passed for trial in trials)
    click.echo(f"{len(trials) - failed} passed, {failed} failed", err=True)
    if failed:
        raise SystemExit(FRAMEWORK_PROBLEMS)


# --- people --------------------------------------------------------------------------------


@main.command()
@click.argument("framework", type=FILE)
@EVIDENCE
@SETTING
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "json", "jsonl"]),
    default="table",
    show_default=True,
)
@click.option("--exact", is_flag=True, help="Show fractions where a decimal would be rounded.")
@LANGUAGE
@ALLOW
@OUTPUT
def rate(framework: str, **chosen: Any) -> None:
    """Rate everyone in the evidence.

    EVIDENCE is a CSV, JSON or JSON Lines file, or - for standard input; it may be left out where
    tables name the people. People with wrong evidence are listed and left out; all others are
    rated.

    \b
    assay rate sales.rules people.csv --period 2026-Q1
    assay rate sales.rules --table opportunities=deals.csv --period 2026-Q1 --format json
    cat people.json | assay rate sales.rules - --input-format json --period 2026-Q1
    """
    with plain_errors():
        loaded, evidence = _loaded(framework, chosen)
        rater = _rater(loaded, chosen)
        ratings, problems = _rated(rater, evidence)
        _write_ratings(ratings, problems, chosen)
        _report(ratings, problems, evidence)
    if problems:
        raise SystemExit(EVIDENCE_PROBLEMS)


@main.command()
@click.argument("framework", type=FILE)
@EVIDENCE
@click.argument("name", required=False)
@SETTING
@click.option("--person", required=True, metavar="ID", help="Whose rating to explain.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--exact", is_flag=True, help="Show fractions where a decimal would be rounded.")
@LANGUAGE
@ALLOW
@OUTPUT
def explain(framework: str, name: str | None, person: str, **chosen: Any) -> None:
    """Explain why a person is rated so, or why any value below the rating is what it is.

    \b
    assay explain sales.rules people.csv --period 2026-Q1 --person director-01
    assay explain sales.rules people.csv quota_achievement --period 2026-Q1 --person director-01
    assay explain sales.rules people.csv --period 2026-Q1 --person director-01 --lang th
    """
    from . import UsageError

    with plain_errors():
        if chosen["tables"] and name is None and chosen["evidence"] is not None:
            name = _name_after_tables(chosen)
        loaded, evidence = _loaded(framework, chosen)
        one = next((each for each in evidence.people if each.person == person), None)
        if one is None:
            wrong = [problem for problem in evidence.problems if problem.person == person]
            if wrong:
                _fail_with(wrong)
            raise UsageError(_unknown_person(person, evidence))
        rating = _rate_one(_rater(loaded, chosen), one)
        explanation = rating.explain(name)
        if chosen["style"] == "json":
            write_json(explanation.document(lang=chosen["lang"]), chosen["output"])
            return
        with whole_file(chosen["output"]) as stream:
            stream.write(
                explanation.text(
                    lang=chosen["lang"],
                    width=terminal_width(),
                    colour=chosen["output"] is None and colourful(sys.stdout),
                    exact=chosen["exact"],
                )
            )


def _name_after_tables(chosen: dict[str, Any]) -> str | None:
    """With tables alone, the one word given is the name to explain, unless such a file exists."""
    word = str(chosen["evidence"])
    if word == "-" or Path(word).exists() or "." in word or "/" in word:
        return None
    chosen["evidence"] = None
    return word


def _loaded(framework: str, chosen: dict[str, Any]) -> tuple[Framework, EvidenceSet]:
    from . import UsageError, load, read_evidence

    loaded = load(framework, allowed_folders=chosen["allowed"])
    tables = dict(_pair(each, "table", "NAME=FILE") for each in chosen["tables"])
    if chosen["evidence"] is None and not tables:
        raise UsageError("name a file of evidence, or tables with `--table NAME=FILE`")
    evidence = read_evidence(
        loaded.checked,
        None if chosen["evidence"] is None else _data(chosen["evidence"], chosen["input_format"]),
        {name: _data(path, None) for name, path in tables.items()},
        person_column=chosen["person_column"],
        delimiter=chosen["delimiter"],
    )
    for note in evidence.notes:
        click.echo(f"assay: {note.file}: {note.message}", err=True)
    return loaded, evidence


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    from . import UsageError

    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise UsageError(f"`--{option} {text}` is not of the form `--{option} {form}`")
    return name.strip(), value.strip()


def _data(path: str, stated: str | None) -> Any:
    from . import EvidenceData, UsageError, format_of

    if path == "-":
        content, name = click.get_binary_stream("stdin").read(), "standard input"
    else:
        content, name = Path(path).read_bytes(), path
    style = stated or ("csv" if path == "-" else format_of(path))
    if style is None:
        raise UsageError(
            f"the format of `{path}` cannot be told from its name; say `--input-format csv`, "
            "`json` or `jsonl`"
        )
    return EvidenceData(name, content, style)  # type: ignore[arg-type]


def _rater(loaded: Framework, chosen: dict[str, Any]) -> Rater:
    when: Any = chosen["as_of"]
    day: date | None = when.date() if when is not None else None
    parameters = dict(_pair(each, "set", "NAME=VALUE") for each in chosen["parameters"])
    return loaded.rater(
        role=chosen["role"], period=chosen["period"], parameters=parameters, as_of=day
    )


def _rate_one(rater: Rater, one: PersonEvidence) -> Rating:
    return rater.rate(one.values, tables=one.tables, person=one.person, origins=one.origins)


def _rated(rater: Rater, evidence: EvidenceSet) -> tuple[list[Rating], list[Problem]]:
    from . import EvidenceError

    ratings: list[Rating] = []
    problems = list(evidence.problems)
    for one in _with_progress(evidence.people):
        try:
            ratings.append(_rate_one(rater, one))
        except EvidenceError as error:
            problems.extend(error.problems)
    return ratings, problems


def _with_progress(people: tuple[PersonEvidence, ...]) -> Iterator[PersonEvidence]:
    """The people, with a bar on a terminal where there are many."""
    if len(people) < 5_000 or not sys.stderr.isatty():
        yield from people
        return
    with click.progressbar(people, label="rating", file=sys.stderr) as bar:
        yield from bar


def _write_ratings(ratings: list[Rating], problems: list[Problem], chosen: dict[str, Any]) -> None:
    import csv
    import json

    from . import flat_row, rating_record, ratings_document, render_table

    style, language = chosen["style"], chosen["lang"]
    if style == "json":
        write_json(ratings_document(ratings, problems, language), chosen["output"])
        return
    with whole_file(chosen["output"]) as stream:
        if style == "table":
            width = terminal_width()
            stream.write(render_table(ratings, language, width=width, exact=chosen["exact"]))
        elif style == "jsonl":
            for rating in ratings:
                stream.write(json.dumps(rating_record(rating, language), ensure_ascii=False) + "\n")
        elif ratings:
            rows = [flat_row(rating) for rating in ratings]
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _report(ratings: list[Rating], problems: list[Problem], evidence: EvidenceSet) -> None:
    for problem in problems:
        click.echo(f"assay: {problem}", err=True)
    unrated = sum(rating.state != "rated" for rating in ratings)
    left_out = {problem.person for problem in problems}
    parts = [f"{len(ratings) - unrated} rated"]
    if unrated:
        parts.append(f"{unrated} not rated")
    if problems:
        parts.append(f"{len(left_out)} left out because of {len(problems)} problems")
    click.echo(f"{', '.join(parts)}, of {len(evidence.people) + len(_lost(evidence))}", err=True)


def _lost(evidence: EvidenceSet) -> set[str]:
    return {problem.person for problem in evidence.problems}


def _fail_with(problems: list[Problem]) -> NoReturn:
    from . import EvidenceError

    raise EvidenceError(tuple(problems))


def _unknown_person(person: str, evidence: EvidenceSet) -> str:
    from difflib import get_close_matches

    names = [each.person for each in evidence.people]
    near = get_close_matches(person, names, 3) or names[:6]
    shown = ", ".join(f"`{each}`" for each in near)
    return f"the evidence has no person `{person}`; it has {shown}" + (", …" if len(names) > len(near) else "")
