"""The command line: one file a verb. Clock and environment enter here, and nowhere below."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any

import click

from plcsite import __version__
from plcsite.cli.session import INTERRUPTED, shared_options

# What each does, in a line, so that `--help` need not import them all; a test holds it against their own help.
VERBS = {
    "build": "Builds the site and publishes it in one step.",
    "check": "Says everything that is wrong or doubtful, and writes nothing.",
    "clean": "Removes the published files, the folders that leaves empty, and what builds keep beside them.",
    "serve": "Previews the site with drafts and scheduled entries, and reloads the browser after each change.",
    "translations": "Says what is missing or out of date in each language, soonest deadline first.",
}


class _Verbs(click.Group):
    """Imports a verb's module when it is called, so that `--version` and `--help` stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"plcsite.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


def _print_version(context: click.Context, option: click.Parameter, asked: bool) -> None:
    if not asked or context.resilient_parsing:
        return
    python = ".".join(str(part) for part in sys.version_info[:3])
    click.echo(f"plcsite {__version__} (Python {python})")
    context.exit()


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="The version."
)
@shared_options
def cli() -> None:
    """Builds bilingual community news from Markdown."""
    if os.environ.get("NO_COLOR"):
        click.get_current_context().color = False


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command line; an interruption ends with 130."""
    # Nearly all we make lives to the end of the run, and looking through it for circles again and again costs a tenth.
    gc.set_threshold(100_000, 50, 100)
    try:
        cli.main(args=arguments, prog_name="plcsite", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(INTERRUPTED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
