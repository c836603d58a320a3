"""`assay completion`: what makes a shell complete the commands."""

from __future__ import annotations

import click

from .output import write


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what makes a shell complete assay's commands and options, the names that the
    framework on the line declares, and the codes of problems.

    \b
    eval "$(assay completion bash)"        in ~/.bashrc
    eval "$(assay completion zsh)"         in ~/.zshrc
    assay completion fish | source         in ~/.config/fish/config.fish
    """
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None
    script = completion(ctx.find_root().command, {}, "assay", "_ASSAY_COMPLETE")
    write(script.source() + "\n", None)
