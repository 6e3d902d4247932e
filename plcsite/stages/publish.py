"""Last stage: outputs are written to a stage beside the output folder, which then takes its place in one step."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from plcsite.diagnostics import say
from plcsite.model import Manifest, Output, Published
from plcsite.paths import UnsafePath, check_output_path, digest_file
from plcsite.target import (
    INNER,
    MANIFEST,
    PublishFailed,
    Refused,
    check_target,
    explain,
    hold,
    read_manifest,
    read_ours,
    write_manifest,
)
from plcsite.trees import (
    copy_rights,
    exchange_folders,
    link_file,
    list_parents,
    make_folder,
    make_room,
    remove_files,
    remove_tree,
    walk_tree,
    write_file,
)

# Pages come after what they show, and what lists pages after them.
_RANKS = {".html": 1, ".xml": 2, ".ics": 2, ".json": 2}
_IMMOVABLE = {errno.EBUSY, errno.EXDEV, errno.EPERM, errno.EACCES, errno.EINVAL}


class OutputTaken(PublishFailed):
    """Something we didn't write stands where outputs must go; `paths` from the output folder (code `output-taken`)."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        Exception.__init__(self, paths)
        self.paths = paths
        self.message = say(
            "“{path}” in the output folder wasn't written by plcsite, and an output must go there", path=paths[0]
        )


@dataclass(frozen=True)
class Stage:
    """Where outputs are written before they are published; may be sent to worker processes.

    A file that equals the published one isn't written again: it is linked when the stage is published.
    """

    target: Path
    workspace: Path
    live: Mapping[str, Output]
    facts: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """The tree that will take the target's place."""
        return self.workspace / "new"

    def write(self, path: str, data: bytes) -> Output:
        """Stages bytes at a path of the site, once. Raises `UnsafePath`, or `PublishFailed` when the disk refuses."""
        output = Output(_check_path(path), hashlib.sha256(data).hexdigest(), len(data))
        if not self._is_published(output):
            with explain(path):
                write_file(self.folder / path, data)
        return output

    def copy(self, path: str, source: Path, digest: str) -> Output:
        """Stages the file `source`, whose SHA-256 is `digest`, at a path of the site, once. Raises as `write` does."""
        with explain(path):
            output = Output(_check_path(path), digest, source.stat().st_size)
            if not self._is_published(output):
                target = make_room(self.folder / path)
                shutil.copyfile(source, target)
                target.chmod(0o644)
        return output

    def read(self, path: str) -> bytes:
        """The bytes of an output of this stage."""
        with suppress(FileNotFoundError):
            return (self.folder / path).read_bytes()
        return (self.target / path).read_bytes()

    def keep(self, output: Output) -> Output:
        if not self._is_published(output):
            raise LookupError(output.path)
        return output

    def intact(self) -> bool:
        return bool(self.live) and all(self._is_published(output) for output in self.live.values())

    def _is_published(self, output: Output) -> bool:
        # The manifest says what we wrote; the digest of the file, whether it still is.
        if self.live.get(output.path) != output:
            return False
        live = self.target / output.path
        try:
            return not live.is_symlink() and live.stat().st_size == output.size and digest_file(live) == output.digest
        except OSError:
            return False


@contextmanager
def open_stage(target: Path, *, site: Path, home: Path, sources: Iterable[Path] = ()) -> Iterator[Stage]:
    """A stage for `target`, whose parents are made; removed on leaving, published or not.

    Repairs what a killed run left. Raises `Refused` where writing to the target could destroy something: the folder
    that holds `site` or `home`, one inside `sources`, or one with files and no manifest of ours; and while another
    build writes there.
    """
    target = check_target(target, (site, home, *sources), sources)
    with explain(target.name):
        target.parent.mkdir(parents=True, exist_ok=True)
    with hold(target) as workspace:
        manifest = read_ours(target)
        stage = Stage(target, workspace, {output.path: output for output in manifest.outputs}, manifest.facts)
        with explain(target.name):
            make_folder(stage.folder)
        yield stage


def publish(
    stage: Stage,
    outputs: Iterable[Output],
    facts: Mapping[str, Any] | None = None,
    *,
    durable: bool = True,
    exchange: Callable[[Path, Path], bool] | None = None,
) -> Published:
    """Makes the target hold exactly `outputs`, the manifest, and whatever others put there.

    `facts` are kept in the manifest. `durable`: everything is on the disk before the site changes (a preview can do
    without). `exchange` swaps two folders and says whether it could. Raises `OutputTaken`, `PublishFailed`.
    """
    wanted = {output.path: output for output in outputs}
    manifest = write_manifest(Manifest(tuple(wanted[path] for path in sorted(wanted)), facts or {}))
    with explain(stage.target.name):
        staged = {path for path, is_folder in walk_tree(stage.folder) if not is_folder}
        if unknown := staged - wanted.keys():
            raise ValueError(f"staged but not an output: {sorted(unknown)[0]}")
        removed = stage.live.keys() - wanted.keys()
        foreign = _find_foreign(stage.target, stage.live, wanted)
        live = stage.target / MANIFEST
        if not staged and not removed and live.is_file() and live.read_bytes() == manifest:
            return Published(0, len(wanted) + 1, 0, exchanged=True)
        exchanged = _complete(stage, wanted.keys() - staged, foreign)
        if exchanged:
            write_file(stage.folder / MANIFEST, manifest)
        if durable:
            os.sync()
        exchanged = exchanged and _swap(stage, exchange or exchange_folders)
        if not exchanged:
            _replace(stage, wanted, staged, manifest)
    return Published(len(staged) + 1, len(wanted) - len(staged), len(removed), exchanged)


def clean(target: Path) -> int:
    """Removes what we wrote and the folders that leaves empty; returns the number of files. Raises `Refused`."""
    if read_manifest(target) is None:
        raise Refused(
            say("“{folder}” has no manifest of plcsite, so nothing in it is known to be ours", folder=target.name),
            say("remove it yourself if it should go"),
        )
    with hold(target), explain(target.name):
        ours = {output.path for output in read_ours(target).outputs}
        count = remove_files(target, {*ours, MANIFEST})
        with suppress(OSError):
            target.rmdir()
    return count


def _check_path(path: str) -> str:
    if path == MANIFEST or path.split("/")[0] == INNER:
        raise UnsafePath(say("“{path}” is a name that plcsite keeps for itself", path=path))
    return check_output_path(path)


# --- from stage to target -------------------------------------------------------------------------------------


def _find_foreign(target: Path, live: Iterable[str], wanted: Iterable[str]) -> list[tuple[str, bool]]:
    """What we didn't write, as paths and whether each is a folder; raises `OutputTaken` where it is in the way."""
    our_files, our_folders = {*live, MANIFEST}, list_parents(live)
    files, folders = {*wanted, MANIFEST}, list_parents(wanted)
    foreign = [
        (path, is_folder)
        for path, is_folder in walk_tree(target)
        if path not in (our_folders if is_folder else our_files) and path.partition("/")[0] != INNER
    ]
    taken = [
        path
        for path, is_folder in foreign
        if path in files or (path in folders and not is_folder) or not files.isdisjoint(list_parents([path]))
    ]
    if taken:
        raise OutputTaken(tuple(sorted(taken)))
    return foreign


def _complete(stage: Stage, unchanged: Iterable[str], foreign: list[tuple[str, bool]]) -> bool:
    """Adds to the stage what stays as it is; False where it lies on another file system than the stage."""
    try:
        for path in sorted(unchanged):
            link_file(stage.target / path, make_room(stage.folder / path))
        for path, is_folder in foreign:
            if is_folder:
                make_folder(stage.folder / path)
            else:
                link_file(stage.target / path, make_room(stage.folder / path))
        # Last and deepest first, for a folder may be closed to writing.
        for path, is_folder in reversed(foreign):
            if is_folder:
                copy_rights(stage.target / path, stage.folder / path)
    except OSError as error:
        if error.errno == errno.EXDEV:
            return False
        raise
    return True


def _swap(stage: Stage, exchange: Callable[[Path, Path], bool]) -> bool:
    """Puts the stage in the place of the target in one step, else in two; False where the target can't be moved."""
    if not stage.target.exists():
        stage.folder.rename(stage.target)
        return True
    if exchange(stage.folder, stage.target):
        return True
    old = stage.workspace / "old"
    try:
        stage.target.rename(old)
    except OSError as error:
        if error.errno in _IMMOVABLE:
            return False
        raise
    try:
        stage.folder.rename(stage.target)
    except BaseException:
        old.rename(stage.target)
        raise
    return True


def _replace(stage: Stage, wanted: Mapping[str, Output], staged: Iterable[str], manifest: bytes) -> None:
    """File by file, so that at each moment what a page needs is there: assets, pages, feeds, deletions."""
    inner = stage.target / INNER
    spool = stage.folder
    if stage.workspace != inner:
        # Space is taken before the first file is replaced.
        spool = inner / "spool"
        for path in staged:
            shutil.copyfile(stage.folder / path, make_room(spool / path))
            (spool / path).chmod(0o644)
    removed = stage.live.keys() - wanted.keys()
    # Until the last file is in place the manifest names old and new, so that a killed run leaves nothing unknown.
    both = {**stage.live, **wanted}
    _put_manifest(inner, write_manifest(Manifest(tuple(both[path] for path in sorted(both)), stage.facts)))
    for path in sorted(staged, key=lambda path: (_RANKS.get(PurePosixPath(path).suffix, 0), path)):
        for parent in list_parents([path]) & removed:
            (stage.target / parent).unlink(missing_ok=True)
        if (stage.target / path).is_dir():
            remove_tree(stage.target / path)
        (spool / path).replace(make_room(stage.target / path))
    remove_files(stage.target, removed)
    _put_manifest(inner, manifest)


def _put_manifest(inner: Path, data: bytes) -> None:
    spooled = inner / "manifest"
    spooled.unlink(missing_ok=True)
    write_file(spooled, data)
    spooled.replace(inner.parent / MANIFEST)
