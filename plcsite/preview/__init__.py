"""The preview: builds when files change, serves the last good site to this machine, and shows what is wrong."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from plcsite.diagnostics import Diagnostic, Severity, Text, Translate, say
from plcsite.preview.server import Problem, Server
from plcsite.preview.watch import watch


@dataclass(frozen=True)
class Outcome:
    """What came of a build: whether the folder holds a new site now, and all that was found."""

    rebuilt: bool
    diagnostics: tuple[Diagnostic, ...] = ()


def preview(
    build: Callable[[], Outcome],
    folder: Path,
    *,
    watched: Iterable[Path],
    ignored: Iterable[Path] = (),
    host: str = "127.0.0.1",
    port: int = 8000,
    base: str = "/",
    announce: Callable[[Text], None],
    translate: Translate = str,
) -> None:
    """Serves `folder`, which `build` fills, and builds again after each change in `watched`; until interrupted.

    `build` runs in this thread, one at a time, and leaves the folder alone where it fails. Raises `KeyboardInterrupt`
    on Ctrl-C and SIGTERM, and `OSError` where the port is taken.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    changed = threading.Event()
    server = Server(folder, host, port, base)
    serving = threading.Thread(target=server.serve_forever, args=(0.1,), name="plcsite-serve", daemon=True)
    serving.start()
    try:
        with watch(watched, ignored, changed.set):
            announce(say("The preview is at {url} (Ctrl-C ends it)", url=server.url))
            while True:
                outcome = build()
                server.show(_present(outcome.diagnostics, translate), rebuilt=outcome.rebuilt)
                changed.wait()
                changed.clear()
    finally:
        server.close()
        serving.join()


def _present(diagnostics: Iterable[Diagnostic], translate: Translate) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            found.severity,
            found.code,
            str(found.location),
            found.message.render(translate),
            found.hint.render(translate) if found.hint else "",
        )
        for found in diagnostics
        if found.severity is Severity.ERROR
    )
