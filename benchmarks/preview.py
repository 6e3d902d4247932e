"""How long an edit takes to be seen: from saving a file to a preview that answers with the new words."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import Workshop, edit_body, edit_title, find_middle
from benchmarks.measure import FailedError, Usage

PATIENCE = 300.0
QUIET = 2.0
ASK_EVERY = 0.005


@dataclass(frozen=True)
class Edit:
    """An edit of one post, given a number that is on its page when it is seen."""

    name: str
    title: str
    make: Callable[[Workshop, int], None]


EDITS = (
    Edit("preview-body", "one body edited", edit_body),
    Edit("preview-title", "one title edited", edit_title),
)


def measure_preview(workshop: Workshop, runs: int, quiet: float = QUIET) -> dict[str, tuple[Usage, ...]]:
    """The counted runs of each edit: wall is until it is seen, CPU all that it sets off, peak the memory that stays."""
    post = find_middle(workshop)
    path = f"/{post.language}/news/{post.name}/"
    measured: dict[str, tuple[Usage, ...]] = {}
    with _serve(workshop) as (process, port):
        _wait_for(process, port, path, re.compile("<h1"))
        for index, edit in enumerate(EDITS):
            counted = []
            # The first is not counted; each edits to other words than any before it.
            for run in range(runs + 1):
                number = 1000 * (index + 1) + run
                _rest(process, quiet)
                before, start = _read_cpu(process), time.perf_counter()
                edit.make(workshop, number)
                _wait_for(process, port, path, re.compile(rf"Edition {number}\b"))
                wall = time.perf_counter() - start
                _rest(process, quiet)
                user, system = (after - was for after, was in zip(_read_cpu(process), before, strict=True))
                counted.append(Usage(wall, user, system, _read_memory(process)))
            measured[edit.name] = tuple(counted[1:])
    return measured


@contextmanager
def _serve(workshop: Workshop) -> Iterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = workshop.folder.with_suffix(".log")
    with words.open("wb") as log:
        serve = workshop.generator.serve
        command = serve(port) if serve else ()
        process = subprocess.Popen(command, cwd=workshop.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            yield process.pid, port
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def _wait_for(process: int, port: int, path: str, words: re.Pattern[str]) -> None:
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            if words.search(connection.getresponse().read().decode()):
                return
        except OSError:
            os.kill(process, 0)
        finally:
            connection.close()
        time.sleep(ASK_EVERY)
    raise FailedError(f"{path} didn't show {words.pattern} in {PATIENCE:.0f} s")


def _rest(process: int, quiet: float) -> None:
    """Waits until a process has done nothing for a while."""
    before, now = (-1.0, -1.0), _read_cpu(process)
    while now != before:
        time.sleep(quiet)
        before, now = now, _read_cpu(process)


def _read_cpu(process: int) -> tuple[float, float]:
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    return int(fields[11]) / ticks, int(fields[12]) / ticks


def _read_memory(process: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text("utf-8"))
    return int(found[1]) / 1024 if found else 0.0
