"""What a file said earlier, from the history of the repository that the site lies in: one guarded call of git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from threading import Timer

from plcsite.diagnostics import Text, say
from plcsite.values import Value

SECONDS = 20
LARGEST = 64_000_000
"""Bytes of history that are read; the latest versions come first."""

_COMMIT = b"\x01"
# Settings of the repository can't be trusted: none of those that remain runs a program or changes what is printed.
_SETTINGS = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "diff.suppressBlankEmpty=false",
    "log.showRoot=true", "log.mailmap=false", "protocol.allow=never",
)  # fmt: skip
_LOG = (
    "log", "--follow", f"--format={_COMMIT.decode()}%D", "--decorate=full", "--patch", f"--unified={10**7}", "--text",
    "--no-color", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers", "--no-show-signature",
)  # fmt: skip


class Lack(StrEnum):
    """Why there may be more history than could be read."""

    NOTHING = ""
    NO_GIT = "no-git"
    NO_HISTORY = "no-history"
    SHALLOW = "shallow"
    TOO_LONG = "too-long"


LACKS: Mapping[Lack, Text] = {
    Lack.NOTHING: say("No version in the history of Git has the fingerprint that it states."),
    Lack.NO_GIT: say("What the original said then is in the history of Git, and git is not installed here."),
    Lack.NO_HISTORY: say("What the original said then can’t be found: it has no history in a Git repository here."),
    Lack.SHALLOW: say("What the original said then is not in this shallow clone; fetch it with: git fetch --unshallow"),
    Lack.TOO_LONG: say("The history of the original is too long to be searched for what it said then."),
}
"""In words, why an earlier text could not be found, and what that would need."""


class History(Value):
    """Earlier versions of a file, the latest first, and what is lacking."""

    versions: tuple[bytes, ...]
    lack: Lack = Lack.NOTHING


def read_history(folder: Path, path: str, environment: Mapping[str, str]) -> History:
    """What the file at `path` below `folder` said in each commit that changed it, under earlier names too.

    No shell, no pager, no hook, no external diff and no network; `environment` counts without the variables of git.
    """
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    guarded = {
        "GIT_LITERAL_PATHSPECS": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat",
        "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C",
    }  # fmt: skip
    settings = (word for setting in _SETTINGS for word in ("-c", setting))
    command = ["git", "--no-pager", "-C", str(folder), *settings, *_LOG, "--", path]
    try:
        process = subprocess.Popen(
            command,
            env={**kept, **guarded},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return History((), Lack.NO_GIT)
    timer = Timer(SECONDS, process.kill)
    assert process.stdout is not None
    timer.start()
    try:
        printed = process.stdout.read(LARGEST)
        process.kill() if len(printed) == LARGEST else process.wait()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
    versions = tuple(dict.fromkeys(_read_versions(printed)))
    if process.returncode < 0:
        return History(versions, Lack.TOO_LONG)
    if process.returncode or not versions:
        return History(versions, Lack.NO_HISTORY)
    return History(versions, Lack.SHALLOW if _is_cut(printed) else Lack.NOTHING)


def _is_cut(printed: bytes) -> bool:
    """Whether history ends at a commit whose parents a shallow clone has left out."""
    marks = [line for line in printed.split(b"\n") if line.startswith(_COMMIT)]
    return bool(marks) and b"grafted" in marks[-1].removeprefix(_COMMIT).split(b", ")


def _read_versions(printed: bytes) -> Iterator[bytes]:
    """The whole file after each commit, and before the last one shown, from patches with all lines around."""
    lines = printed.split(b"\n")
    starts = [number for number, line in enumerate(lines) if line.startswith(b"diff --git ")]
    for start, end in pairwise([*starts, len(lines)]):
        patch = lines[start:end]
        heads = [number for number, line in enumerate(patch) if line.startswith(b"@@ ")]
        if len(heads) == 1:
            yield from filter(None, (_take(patch[heads[0] + 1 :], b" +"), _take(patch[heads[0] + 1 :], b" -")))


def _take(patch: list[bytes], signs: bytes) -> bytes:
    """One side of a patch; its last line has an end unless git says otherwise."""
    taken: list[bytes] = []
    previous = b""
    for line in patch:
        if line.startswith(_COMMIT):
            break
        sign = line[:1]
        if sign == b"\\":
            if taken and previous and previous in signs:
                taken[-1] = taken[-1].removesuffix(b"\n")
        elif sign and sign in signs:
            taken.append(line[1:] + b"\n")
        previous = sign or previous
    return b"".join(taken)
