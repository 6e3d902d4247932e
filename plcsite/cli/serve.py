"""`plcsite serve`: a preview on this machine that shows files as they are now and reloads the browser."""

from __future__ import annotations

import gc
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from plcsite.cli.session import BAD_USAGE, Session, print_diagnostics, read_clock, shared_options, summarise, timer
from plcsite.diagnostics import Diagnostic, Severity, say
from plcsite.examine import Options, Stopwatch, Unusable, load_config
from plcsite.paths import Root
from plcsite.preview import Outcome, preview
from plcsite.preview.pages import Desk
from plcsite.preview.standing import Standing, update

_WATCHED = ("content", "static", "themes", "plcsite.toml")
_SWITCHING = 0.0005
"""Seconds that one thread works before another has its turn: a request must not wait long for what can."""


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
    folder = session.folder.resolve()
    try:
        base = urlsplit(load_config(Root(folder)).value.url).path or "/"
    except Unusable as unusable:
        print_diagnostics(unusable.diagnostics, session)
        sys.exit(BAD_USAGE)
    sys.setswitchinterval(_SWITCHING)
    try:
        preview(
            _Builder(session, Root(folder), at).build,
            watched=[folder / name for name in _WATCHED],
            host=host,
            port=port,
            base=base,
            announce=session.tell,
            translate=session.translate,
        )
    except OSError as error:
        session.fail(say("the preview can't use port {port} ({reason})", port=port, reason=error.strerror or ""))


class _Builder:
    """Knows the site as it stands, and tells the terminal what comes of each change."""

    def __init__(self, session: Session, root: Root, at: str | None) -> None:
        self.session, self.root, self.at = session, root, at
        self.desk = Desk()
        self.standing: Standing | None = None

    def build(self, changed: frozenset[Path]) -> Outcome:
        """The site after a change: it shows what can be shown, and says what can't."""
        options = Options(read_clock(self.at, self.session), drafts=True, future=True, hold_broken=True)
        before, self.standing = self.standing, None
        # All that is made now stays; looking through it for circles would take longer than to make it.
        gc.disable()
        try:
            standing = update(before, changed, self.root, options, self.desk, Stopwatch(timer))
        except Unusable as unusable:
            print_diagnostics(unusable.diagnostics, self.session)
            return Outcome(None, unusable.diagnostics)
        finally:
            gc.freeze()
            gc.enable()
        self.standing = standing
        found = standing.examined.diagnostics
        if standing is not before:
            self._tell(found)
            self.session.tell(summarise(found))
        return Outcome(standing.pages if standing is not before else None, found, self._finish(standing))

    def _finish(self, standing: Standing) -> Iterator[Collection[Diagnostic]]:
        """What can wait: mistakes in templates, of pages that nobody asked for."""
        told = 0
        for found in standing.pages.review():
            self._tell(list(found)[told:])
            told = len(found)
            yield found

    def _tell(self, found: Collection[Diagnostic]) -> None:
        print_diagnostics([each for each in found if each.severity is not Severity.ADVICE], self.session)
