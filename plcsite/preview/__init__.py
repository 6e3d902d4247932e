"""The preview: follows files as they change, serves the last good site to this machine, and shows what is wrong."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from plcsite.diagnostics import Diagnostic, Severity, Text, Translate, say
from plcsite.preview.server import Problem, Server
from plcsite.preview.watch import watch


@dataclass(frozen=True)
class Outcome:
    """What came of a change: the new site's files by their paths, or None where the last one stays, and all findings.

    `rest` is work that can wait, a step at a time; each tells what was found beside that by then.
    """

    outputs: Mapping[str, bytes] | None
    diagnostics: tuple[Diagnostic, ...] = ()
    rest: Iterable[Collection[Diagnostic]] = ()


def preview(
    build: Callable[[frozenset[Path]], Outcome],
    *,
    watched: Iterable[Path],
    host: str = "127.0.0.1",
    port: int = 8000,
    base: str = "/",
    announce: Callable[[Text], None],
    translate: Translate = str,
) -> None:
    """Serves what `build` gives, and again after each change in `watched`, which it is told of; until interrupted.

    `build` runs in this thread, one at a time, and so does the rest of its work, while nobody asks for anything. Raises
    `KeyboardInterrupt` on Ctrl-C and SIGTERM, and `OSError` where the port is taken.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    changes: SimpleQueue[frozenset[Path]] = SimpleQueue()
    server = Server(host, port, base)
    serving = threading.Thread(target=server.serve_forever, args=(0.1,), name="plcsite-serve", daemon=True)
    serving.start()
    try:
        with watch(watched, changes.put):
            announce(say("The preview is at {url} (Ctrl-C ends it)", url=server.url))
            changed: frozenset[Path] = frozenset()
            while True:
                outcome = build(changed)
                server.show(_present(outcome.diagnostics, translate), outcome.outputs)
                told = 0
                for found in outcome.rest:
                    if len(found) > told:
                        told = len(found)
                        server.show(_present((*outcome.diagnostics, *found), translate))
                    if not changes.empty():
                        break
                    server.wait_for_rest()
                changed = changes.get()
                while not changes.empty():
                    changed |= changes.get()
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
