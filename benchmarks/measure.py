"""What one run of a program costs: a whole process from its start to its end, with the children it waited for."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PAUSE = 0.02


@dataclass(frozen=True)
class Usage:
    """Seconds and MiB of one run. `peak` is that of the largest process."""

    wall: float
    user: float
    system: float
    peak: float

    @property
    def cpu(self) -> float:
        """Seconds of work on all cores."""
        return self.user + self.system


class FailedError(Exception):
    """A run that didn't end well; its words are the last that it wrote."""


def measure(command: Sequence[str], folder: Path) -> Usage:
    """Runs a command to its end. Raises `FailedError`."""
    with tempfile.TemporaryFile() as words:
        start = time.perf_counter()
        process = _start(command, folder, words.fileno())
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        _require_success(process, command, words.fileno())
    return Usage(wall, used.ru_utime, used.ru_stime, used.ru_maxrss / 1024)


def measure_tree(command: Sequence[str], folder: Path) -> float | None:
    """The peak in MiB of a command and its children together, by samples; None where the system doesn't tell.

    What a child shares with others counts with the first process only. Watching costs time of its own, so such a run
    counts for nothing else.
    """
    peak = 0.0
    with tempfile.TemporaryFile() as words:
        process = _start(command, folder, words.fileno())
        while process.poll() is None:
            peak = max(peak, _weigh_tree(process.pid))
            time.sleep(PAUSE)
        _require_success(process, command, words.fileno())
    return peak or None


def _start(command: Sequence[str], folder: Path, words: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=words, stderr=words)


def _require_success(process: subprocess.Popen[bytes], command: Sequence[str], words: int) -> None:
    if process.returncode:
        size = os.fstat(words).st_size
        told = os.pread(words, 2000, max(0, size - 2000)).decode("utf-8", "replace")
        raise FailedError(f"{' '.join(command)} ended with {process.returncode}:\n{told}")


def _weigh_tree(pid: int, *, root: bool = True) -> float:
    """MiB of a process, and what those below it have for themselves; what ends while it is looked at weighs nothing."""
    process = Path("/proc") / str(pid)
    counted = ("Rss:",) if root else ("Private_Clean:", "Private_Dirty:")
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
        children = [child for task in (process / "task").iterdir() for child in (task / "children").read_text().split()]
    except OSError:
        return 0.0
    own = sum(int(line.split()[1]) for line in lines if line.startswith(counted)) / 1024
    return own + sum(_weigh_tree(int(child), root=False) for child in children)
