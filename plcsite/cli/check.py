"""`plcsite check`: every finding, and nothing written."""

from __future__ import annotations

import json
import sys

import click

from plcsite.cache import Cache
from plcsite.cli.session import (
    BAD_CONTENT,
    BAD_USAGE,
    GOOD,
    Session,
    print_diagnostics,
    read_clock,
    shared_options,
    summarise,
    timer,
)
from plcsite.diagnostics import Severity
from plcsite.examine import Options, Stopwatch, Unusable, examine
from plcsite.execution import Workshop
from plcsite.paths import Root
from plcsite.report import show_diagnostic


@click.command("check")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How findings are shown.")
@click.option("--at", help="Check as of this moment, such as 2026-10-21T19:30.")
@shared_options
@click.pass_obj
def command(session: Session | None, shape: str, at: str | None) -> None:
    """Says everything that is wrong or doubtful, and writes nothing."""
    session = session or Session()
    workshop = Workshop(Cache(session.folder))
    try:
        examined = examine(
            Root(session.folder), Options(read_clock(at, session), guess=True), workshop, Stopwatch(timer)
        )
        found, code = examined.diagnostics, GOOD
        if any(each.severity is Severity.ERROR for each in found):
            code = BAD_CONTENT
    except Unusable as unusable:
        found, code = unusable.diagnostics, BAD_USAGE
    finally:
        workshop.close()
    if shape == "json":
        listed = [show_diagnostic(each, session.translate) for each in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        print_diagnostics(found, session, to_stderr=False)
        session.tell(summarise(found))
    sys.exit(code)
