"""`plcsite serve`: a preview on this machine that builds when files change and reloads the browser."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import click

from plcsite.build import release
from plcsite.cache import Cache
from plcsite.cli.session import BAD_USAGE, Session, print_diagnostics, read_clock, shared_options, summarise, timer
from plcsite.diagnostics import Diagnostic, Severity, say
from plcsite.examine import Options, Stopwatch, Unusable, examine, load_config
from plcsite.execution import Workshop, use
from plcsite.making import make_site, remember
from plcsite.paths import Root
from plcsite.preview import Outcome, preview
from plcsite.stages.publish import open_stage
from plcsite.workers import Crew


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--at", help="Show the site as of this moment, such as 2026-10-21T19:30.")
@shared_options
@click.pass_obj
def command(session: Session | None, port: int, host: str, at: str | None) -> None:
    """Previews the site with drafts and scheduled entries, and reloads the browser after each change."""
    session = session or Session()
    folder = session.folder
    try:
        base = urlsplit(load_config(Root(folder)).value.url).path or "/"
    except Unusable as unusable:
        print_diagnostics(unusable.diagnostics, session)
        sys.exit(BAD_USAGE)
    with TemporaryDirectory(prefix="plcsite-") as temporary:
        target = Path(temporary) / "public"
        try:
            preview(
                lambda: build_once(session, folder, target, at),
                target,
                watched=(folder,),
                ignored=(folder / "public", folder / ".plcsite"),
                host=host,
                port=port,
                base=base,
                announce=session.tell,
                translate=session.translate,
            )
        except OSError as error:
            session.fail(say("the preview can't use port {port} ({reason})", port=port, reason=error.strerror or ""))


def build_once(session: Session, folder: Path, target: Path, at: str | None) -> Outcome:
    """One build for the preview: it shows what can be shown, and says what can't."""
    watch, root = Stopwatch(timer), Root(folder)
    options = Options(read_clock(at, session), drafts=True, future=True, hold_broken=True)

    def attempt(workshop: Workshop) -> tuple[Diagnostic, ...]:
        examined = examine(root, options, workshop, watch)
        with open_stage(target, site=folder, home=Path.home(), sources=()) as stage:
            built = make_site(examined, root, stage, workshop)
            release(built, stage, options, watch, durable=False)
            remember(built, stage, workshop)
        return (*examined.diagnostics, *built.diagnostics)

    try:
        found = use(Cache(folder), Crew(), attempt)
    except Unusable as unusable:
        print_diagnostics(unusable.diagnostics, session)
        return Outcome(False, unusable.diagnostics)
    print_diagnostics([each for each in found if each.severity is not Severity.ADVICE], session)
    session.tell(summarise(found))
    return Outcome(True, found)
