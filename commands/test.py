"""`assay test`: the examples that a framework declares."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import click

import assay

from . import options
from .output import FRAMEWORK_PROBLEMS, columns, load, plain_errors, tell, write, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assay import CoverageReport, Framework, Trial


class Percentage(click.ParamType[Fraction]):
    """A share such as `90%`."""

    name = "percentage"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """Text -> share of 1; a usage error where it is no percentage from 0% to 100%."""
        if isinstance(value, Fraction):
            return value
        text = str(value).strip()
        try:
            share = Fraction(text.removesuffix("%").strip()) / 100
        except (ValueError, ZeroDivisionError):
            share = Fraction(-1)
        if not text.endswith("%") or not 0 <= share <= 1:
            self.fail(f"`{value}` is not a percentage; write it like `90%`", param, ctx)
        return share


@click.command("test")
@options.framework_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
@click.option(
    "--fail-under",
    type=Percentage(),
    metavar="PERCENT",
    help="Fail where the examples exercise less, such as `90%`.",
)
@click.option(
    "--suggest",
    is_flag=True,
    help="Write examples for what none exercises, with what came out as their expectations.",
)
@options.language
@options.width
@options.allow_folder
@options.output_file
def command(
    framework: str,
    style: str,
    fail_under: Fraction | None,
    suggest: bool,
    lang: str,
    width: int | None,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Run the examples that a framework declares, explain what came out otherwise, and tell which
    rules, gates, curve segments and absent values no example exercises.

    \b
    assay test sales.rules
    assay test sales.rules --fail-under 90%
    assay test sales.rules --format junit -o results.xml
    assay test sales.rules --suggest >> sales.rules

    Exit status: 0 all examples hold, 1 some do not, or exercise too little, or the framework has
    errors, 2 wrong usage.
    """
    if suggest and style != "text":
        raise click.UsageError("`--suggest` writes examples, and takes no `--format`")
    with plain_errors():
        loaded = load(framework, allowed)
        trials = loaded.test()
        report = loaded.coverage(trials)
        if suggest:
            _suggest(loaded, trials, output)
        else:
            _write(loaded, trials, report, style, lang, width, output)
    failed = sum(not trial.passed for trial in trials)
    if trials:
        tell(f"{len(trials) - failed} of {len(trials)} examples hold, {failed} do not")
    else:
        tell(f"{framework}: no examples")
    too_little = fail_under is not None and report.total.share < fail_under
    if fail_under is not None and too_little:
        shown = assay.share_text(report.total.share)
        tell(f"the examples exercise {shown}, and {assay.share_text(fail_under)} is asked for")
    if failed or too_little:
        raise SystemExit(FRAMEWORK_PROBLEMS)


def _suggest(loaded: Framework, trials: Sequence[Trial], output: str | None) -> None:
    suggestions = loaded.suggest(trials)
    write(assay.suggestions_text(suggestions), output)
    count = len(suggestions.examples)
    if count:
        tell(f"{count} example{'s' * (count != 1)} suggested; confirm what they expect")
    if suggestions.left:
        tell(f"no example was found for {len(suggestions.left)} of what none exercises")
    elif not count:
        tell("nothing to suggest: no rule, gate, curve or absent value is untried")


def _write(
    loaded: Framework,
    trials: Sequence[Trial],
    report: CoverageReport,
    style: str,
    lang: str,
    width: int | None,
    output: str | None,
) -> None:
    match style:
        case "json":
            write_json(assay.trials_document(loaded.checked, trials, report), output)
        case "junit":
            write(assay.junit_xml(loaded.checked, trials, report, lang), output)
        case _:
            wide = columns(width)
            parts = (
                assay.trials_text(trials, lang, width=wide),
                assay.coverage_text(report, lang, width=wide),
            )
            write("\n".join(part for part in parts if part), output)
