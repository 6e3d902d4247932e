"""The output folder: which folder may be one, what in it is ours (the manifest), who may write there now (the lock).

Beside `public/` lies its workspace, `.public.plcsite/`. What is kept there only saves time and may be deleted: the tree
that was live before (`spare`), which becomes the next one, and when our files were last seen to be ours (`record`).
While a build writes, it also has the lock, what is staged (`new`) and, where a system can't exchange two folders, the
tree that was (`old`); who holds the lock removes what a killed run left of these.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from msgspec import json

from plcsite.diagnostics import Text, say
from plcsite.paths import check_output_path, digest_file
from plcsite.trees import is_folder, remove_tree, replace_file
from plcsite.values import Value, field

MANIFEST = ".plcsite-manifest.json"
INNER = ".plcsite-stage"
"""Our folder inside the target, where the one beside it can't be made or is on another file system."""
SPARE = "spare"
_RECORD = "record"
_NEW_RECORD = "record.new"
_FORMAT = 1


class Output(Value):
    """A published file: posix path from the output folder, SHA-256 of its bytes in hexadecimal, size in bytes."""

    path: str
    digest: str
    size: int


class Manifest(Value):
    """What we wrote in an output folder, sorted by path, and facts (plain JSON) that a later build may ask for."""

    outputs: tuple[Output, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


class Published(Value):
    """How many files a publication wrote, left and removed, the manifest among them.

    `exchanged` is False where the folder couldn't be replaced in one step and files were replaced one by one.
    """

    written: int
    unchanged: int
    removed: int
    exchanged: bool


class Refused(Exception):  # noqa: N818 - reads as what happened
    """The output folder isn't one we may write to; `hint` says what would do."""

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


class PublishFailed(Exception):  # noqa: N818
    """The disk refused. The published site is as it was, unless it was being replaced file by file."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class _Written(Value, array_like=False):
    """A manifest as its file has it."""

    plcsite: int
    outputs: tuple[tuple[str, tuple[str, int]], ...]
    facts: dict[str, Any]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a published folder; None where there is none, or none that we could have written."""
    try:
        written = json.decode((folder / MANIFEST).read_bytes(), type=_Written)
        if written.plcsite != _FORMAT:
            return None
        return Manifest(
            tuple(Output(check_output_path(path), digest, size) for path, (digest, size) in written.outputs),
            written.facts,
        )
    except (OSError, ValueError, RecursionError):
        return None


def write_manifest(manifest: Manifest) -> bytes:
    """The bytes of a manifest: JSON, the same for the same site wherever and whenever it was built."""
    outputs = tuple((output.path, (output.digest, output.size)) for output in manifest.outputs)
    return json.encode(_Written(_FORMAT, outputs, dict(manifest.facts)), order="sorted") + b"\n"


def check_target(target: Path, holds: Iterable[Path], sources: Iterable[Path]) -> Path:
    """The real path of an output folder. Raises `Refused` for a link, a file, or one above or inside what must stay."""
    resolved = target.parent.resolve() / target.name
    elsewhere = say("build into a folder of its own: --output public")
    if target.is_symlink():
        raise Refused(
            say("the output folder “{folder}” is a symbolic link", folder=target.name),
            say("name the folder itself: --output {folder}", folder=str(target.resolve())),
        )
    if target.exists() and not target.is_dir():
        raise Refused(say("the output folder “{folder}” is a file", folder=target.name), elsewhere)
    if resolved.name in ("", ".."):
        raise Refused(say("“{folder}” can't be an output folder", folder=str(target)), elsewhere)
    for held in holds:
        if held.resolve().is_relative_to(resolved):
            raise Refused(
                say("the output folder “{folder}” would replace “{held}”", folder=str(target), held=str(held)),
                elsewhere,
            )
    for source in sources:
        if resolved.is_relative_to(source.resolve()):
            raise Refused(
                say("the output folder “{folder}” lies inside “{source}”", folder=str(target), source=str(source)),
                elsewhere,
            )
    return resolved


def read_ours(target: Path) -> Manifest:
    """The manifest of an output folder, empty for an empty one. Raises `Refused` where the files in it aren't ours."""
    manifest = read_manifest(target)
    if manifest is not None:
        return manifest
    if target.exists() and any(child.name != INNER for child in target.iterdir()):
        raise Refused(
            say("“{folder}” has files in it that plcsite didn't write", folder=target.name),
            say("empty or move it, or name another folder with --output"),
        )
    return Manifest(())


# --- the record -----------------------------------------------------------------------------------------------


def find_sound(target: Path, workspace: Path, outputs: Iterable[Output]) -> dict[str, int]:
    """The published outputs whose files still are what we wrote, and when each was changed last (ns).

    A file's size and time are believed where the record knows them; elsewhere its digest is taken, and recorded.
    """
    known, recorded = _read_record(workspace)
    sound: dict[str, int] = {}
    found: list[Output] = []
    for output in outputs:
        live = f"{target}/{output.path}"
        try:
            status = os.lstat(live)
            if not stat.S_ISREG(status.st_mode) or status.st_size != output.size:
                continue
            changed = status.st_mtime_ns
            # A change in the very tick of the clock that stamped the record would not show.
            if known.get(output.path) != (output.digest, changed) or changed >= recorded:
                if digest_file(Path(live)) != output.digest:
                    continue
                found.append(output)
        except OSError:
            continue
        sound[output.path] = changed
    if found:
        write_record(workspace, outputs, sound)
    return sound


def write_record(workspace: Path, outputs: Iterable[Output], changed: Mapping[str, int]) -> None:
    """Records which digest each file had when it was changed last (ns), for those outputs of which that is known."""
    known = {output.path: (output.digest, changed[output.path]) for output in outputs if output.path in changed}
    replace_file(workspace / _RECORD, json.encode(known), workspace / _NEW_RECORD)


def _read_record(workspace: Path) -> tuple[dict[str, tuple[str, int]], int]:
    """What is recorded, and when (ns); nothing where there is no record, or a damaged one."""
    try:
        with (workspace / _RECORD).open("rb") as stream:
            known = json.decode(stream.read(), type=dict[str, tuple[str, int]])
            return known, os.fstat(stream.fileno()).st_mtime_ns
    except (OSError, ValueError, RecursionError):
        return {}, 0


# --- the workspace --------------------------------------------------------------------------------------------


@contextmanager
def hold(target: Path) -> Iterator[Path]:
    """The workspace of a target, locked, with a half-done exchange undone; left with no more than spare and record."""
    with explain(target.name):
        workspace = _make_workspace(target)
        lock = _lock(workspace, target.name)
    old = workspace / "old"
    passing = [old, workspace / "new", workspace / _NEW_RECORD]
    # Nothing stays inside a published folder.
    passing.append(workspace / _RECORD if workspace.parent == target else target / INNER)
    try:
        with explain(target.name):
            if not target.exists() and is_folder(old):
                old.rename(target)
            for tree in passing:
                remove_tree(tree)
        yield workspace
    finally:
        with explain(target.name):
            for tree in passing:
                remove_tree(tree)
            (workspace / "lock").unlink()
            with suppress(OSError):
                workspace.rmdir()
            os.close(lock)


def forget(workspace: Path) -> None:
    """Removes what is kept between builds."""
    remove_tree(workspace / SPARE)
    remove_tree(workspace / _RECORD)


def find_workspace(target: Path) -> Path:
    """Where the workspace of a target is, unless there is no room for one beside it."""
    return target.parent / f".{target.name}.plcsite"


def _make_workspace(target: Path) -> Path:
    beside = find_workspace(target)
    inside = target / INNER
    try:
        _make(beside)
    except OSError:
        # A folder given to us in a place that isn't ours, like /var/www/html.
        if not target.is_dir():
            raise
        _make(inside)
        return inside
    return beside


def _make(folder: Path) -> None:
    # Not `exist_ok`, which looks again at a folder that its owner may be removing.
    with suppress(FileExistsError):
        folder.mkdir()
    if folder.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _lock(workspace: Path, name: str) -> int:
    """The lock dies with its process. Who had it may have removed the file that we opened: then we start again."""
    path = workspace / "lock"
    while True:
        _make(workspace)
        try:
            opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(opened), path.stat()):
                return opened
        except FileNotFoundError:
            pass
        except BlockingIOError:
            os.close(opened)
            raise Refused(
                say("another build is writing to “{folder}”", folder=name),
                say("wait until it has finished, or name another folder with --output"),
            ) from None
        os.close(opened)


@contextmanager
def explain(path: str) -> Iterator[None]:
    """What the disk refuses inside is `PublishFailed`, with the path that couldn't be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise PublishFailed(say("“{path}” can't be written: {reason}", path=path, reason=reason)) from error
