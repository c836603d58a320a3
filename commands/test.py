"""`assay test`: the examples that a framework declares."""

from __future__ import annotations

import click

import assay

from . import options
from .output import FRAMEWORK_PROBLEMS, columns, load, plain_errors, tell, write, write_json


@click.command("test")
@options.framework_argument
@options.text_or_json
@options.language
@options.width
@options.allow_folder
@options.output_file
def command(
    framework: str,
    style: str,
    lang: str,
    width: int | None,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Run the examples that a framework declares, and explain what came out otherwise.

    \b
    assay test sales.rules
    assay test sales.rules --format json

    Exit status: 0 all examples hold, 1 some do not, or the framework has errors, 2 wrong usage.
    """
    with plain_errors():
        loaded = load(framework, allowed)
        trials = loaded.test()
        if style == "json":
            write_json(assay.trials_document(loaded.checked, trials), output)
        else:
            write(assay.trials_text(trials, lang, width=columns(width)), output)
    failed = sum(not trial.passed for trial in trials)
    if trials:
        tell(f"{len(trials) - failed} of {len(trials)} examples hold, {failed} do not")
    else:
        tell(f"{framework}: no examples")
    if failed:
        raise SystemExit(FRAMEWORK_PROBLEMS)
