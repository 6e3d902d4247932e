"""Last stage: outputs are staged beside the output folder; a spare tree there is brought up to date with them and with
what is live, and the two trees are exchanged in one step. So a build costs what it changes.

No file of the spare is ever opened: each is either the same file as in the live tree (device and inode) or replaced.
Hence whatever a killed build left in the spare is a good start for the next.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from plcsite.diagnostics import say
from plcsite.paths import UnsafePath, check_output_path, digest_file
from plcsite.target import (
    INNER,
    MANIFEST,
    SPARE,
    Manifest,
    Output,
    Published,
    PublishFailed,
    Refused,
    check_target,
    explain,
    find_sound,
    find_workspace,
    forget,
    hold,
    read_manifest,
    read_ours,
    write_manifest,
    write_record,
)
from plcsite.trees import (
    Node,
    add_folder,
    copy_file,
    copy_rights,
    exchange_folders,
    is_folder,
    link_file,
    list_parents,
    list_tree,
    make_folder,
    make_room,
    move_file,
    remove_files,
    remove_tree,
    replace_file,
    write_file,
)

# Pages come after what they show, and what lists pages after them.
_RANKS = {".html": 1, ".xml": 2, ".ics": 2, ".json": 2}
_NEW = "new"
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

    A file that equals the published one isn't written: it stays. `live` is what the manifest says is published, `sound`
    those of it whose files nobody has changed since, with their times (ns).
    """

    target: Path
    workspace: Path
    live: Mapping[str, Output]
    facts: Mapping[str, Any]
    sound: Mapping[str, int]

    @property
    def folder(self) -> Path:
        """What is staged."""
        return self.workspace / _NEW

    @property
    def spare(self) -> Path:
        """The tree that will take the target's place."""
        return self.workspace / SPARE

    def intact(self) -> bool:
        """Whether there is a published site, and each file of it still is as we wrote it."""
        return 0 < len(self.live) == len(self.sound)

    def keep(self, output: Output) -> Output:
        """Stages an output by its digest alone. Raises `KeyError` where it isn't what is published: then write it."""
        if not self.holds(output):
            raise KeyError(output.path)
        return output

    def write(self, path: str, data: bytes) -> Output:
        """Stages bytes at a path of the site, once. Raises `UnsafePath`, or `PublishFailed` when the disk refuses."""
        output = Output(_check_path(path), hashlib.sha256(data).hexdigest(), len(data))
        if not self.holds(output):
            with explain(path):
                write_file(self.find_staged(path), data)
        return output

    def copy(self, path: str, source: Path, digest: str) -> Output:
        """Stages the file `source`, whose SHA-256 is `digest`, at a path of the site, once. Raises as `write` does."""
        with explain(path):
            output = Output(_check_path(path), digest, source.stat().st_size)
            if not self.holds(output):
                copy_file(source, self.find_staged(path))
        return output

    def find_staged(self, path: str) -> str:
        """Where an output is staged: all in one folder, for each folder costs as much as a file."""
        return _find_spooled(f"{self.workspace}/{_NEW}", path)

    def clear(self) -> None:
        """Begins again with nothing staged."""
        remove_tree(self.folder)
        make_folder(self.folder)

    def holds(self, output: Output) -> bool:
        """Whether exactly this output is published."""
        return output.path in self.sound and self.live.get(output.path) == output


@contextmanager
def open_stage(target: Path, *, site: Path, home: Path, sources: Iterable[Path] = ()) -> Iterator[Stage]:
    """A stage for `target`, whose parents are made; what is staged is removed on leaving, published or not.

    Repairs what a killed run left. Raises `Refused` where writing to the target could destroy something: the folder
    that holds `site` or `home`, one inside `sources`, or one with files and no manifest of ours; and while another
    build writes there.
    """
    target = check_target(target, (site, home, *sources), sources)
    with explain(target.name):
        target.parent.mkdir(parents=True, exist_ok=True)
    with hold(target) as workspace:
        manifest = read_ours(target)
        with explain(target.name):
            sound = find_sound(target, workspace, manifest.outputs)
            live = {output.path: output for output in manifest.outputs}
            stage = Stage(target, workspace, live, manifest.facts, sound)
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
        kept = {path for path, output in wanted.items() if stage.holds(output)}
        staged = wanted.keys() - kept
        files = {stage.find_staged(path): path for path in staged}
        if unknown := files.keys() ^ {entry.path for entry in os.scandir(stage.folder)}:
            named = min(files.get(file, file) for file in unknown)
            raise ValueError(f"staged but not an output, or an output and not staged: {named}")
        removed = stage.live.keys() - wanted.keys()
        there = list_tree(stage.target)
        foreign = _find_foreign(there, stage.live, wanted)
        live = stage.target / MANIFEST
        if not staged and not removed and live.is_file() and live.read_bytes() == manifest:
            return Published(0, len(wanted) + 1, 0, exchanged=True)
        exchanged = _update_spare(stage, staged, {path: there.get(path) for path in kept}, foreign)
        if exchanged:
            write_file(stage.spare / MANIFEST, manifest)
            _record(stage, wanted, staged, lambda path: f"{stage.spare}/{path}")
        if durable:
            os.sync()
        exchanged = exchanged and _swap(stage, exchange or exchange_folders)
        if not exchanged:
            _replace(stage, wanted, staged, manifest)
    return Published(len(staged) + 1, len(wanted) - len(staged), len(removed), exchanged)


def clean(target: Path) -> int:
    """Removes what we wrote, the folders that leaves empty, and what is kept for the next build.

    Returns the number of published files removed. Raises `Refused`.
    """
    if not target.exists() and not find_workspace(target).exists():
        return 0
    if target.exists() and read_manifest(target) is None:
        raise Refused(
            say("“{folder}” has no manifest of plcsite, so nothing in it is known to be ours", folder=target.name),
            say("remove it yourself if it should go"),
        )
    with hold(target) as workspace, explain(target.name):
        forget(workspace)
        ours = {output.path for output in read_ours(target).outputs}
        count = remove_files(target, {*ours, MANIFEST})
        with suppress(OSError):
            target.rmdir()
    return count


def compare_outputs(one: Path, other: Path) -> tuple[str, ...]:
    """The paths at which two published folders differ, in what we wrote there; by bytes, whatever the manifests say."""
    trees = [
        {output.path: _digest_or_none(folder / output.path) for output in manifest.outputs}
        for folder in (one, other)
        if (manifest := read_manifest(folder))
    ]
    if len(trees) < 2:
        return (MANIFEST,)
    return tuple(sorted(path for path in trees[0].keys() | trees[1].keys() if trees[0].get(path) != trees[1].get(path)))


def _digest_or_none(path: Path) -> str | None:
    return digest_file(path) if path.is_file() else None


def _find_spooled(folder: Path | str, path: str) -> str:
    return f"{folder}/{hashlib.blake2b(path.encode(), digest_size=16).hexdigest()}"


def _check_path(path: str) -> str:
    if path == MANIFEST or path.split("/")[0] == INNER:
        raise UnsafePath(say("“{path}” is a name that plcsite keeps for itself", path=path))
    return check_output_path(path)


# --- from stage to target -------------------------------------------------------------------------------------


def _find_foreign(there: Mapping[str, Node], live: Iterable[str], wanted: Iterable[str]) -> dict[str, Node]:
    """What we didn't write; raises `OutputTaken` where it is in the way."""
    our_files, our_folders = {*live, MANIFEST}, list_parents(live)
    files, folders = {*wanted, MANIFEST}, list_parents(wanted)
    foreign = {
        path: node
        for path, node in there.items()
        if path not in (our_files if node else our_folders) and path.partition("/")[0] != INNER
    }
    taken = [
        path
        for path, node in foreign.items()
        if path in files or (path in folders and node) or not files.isdisjoint(list_parents([path]))
    ]
    if taken:
        raise OutputTaken(tuple(sorted(taken)))
    return foreign


def _update_spare(stage: Stage, staged: set[str], kept: Mapping[str, Node], foreign: Mapping[str, Node]) -> bool:
    """Makes the spare hold what is staged and, as one file with the live tree, what is kept and what is foreign.

    False where the live tree can't be exchanged, for it lies around the spare or on another file system.
    """
    spare = stage.spare
    if stage.workspace.parent == stage.target:
        return False
    if not is_folder(spare):
        remove_tree(spare)
        make_folder(spare)
    there = list_tree(spare)
    linked = {**kept, **{path: node for path, node in foreign.items() if node}}
    wrong = {path for path, node in linked.items() if node is None or there.get(path) != node}
    ours = list_parents([*staged, *kept])
    folders = {*ours, *list_parents(foreign), *(path for path, node in foreign.items() if node is None)}
    # Those of others may be closed to writing; the rights of those that stay are set again below.
    for path in [path for path, node in there.items() if node is None and path not in ours]:
        (spare / path).chmod(0o700)
    for path in reversed(there):
        if there[path] is None and path not in folders:
            (spare / path).rmdir()
        elif there[path] and path not in staged and (path in wrong or path not in linked):
            (spare / path).unlink()
    for path in sorted(folders):
        if path not in there or there[path]:
            add_folder(f"{spare}/{path}")
    try:
        for path in sorted(wrong):
            link_file(stage.target / path, spare / path)
    except OSError as error:
        if error.errno == errno.EXDEV:
            return False
        raise
    for path in staged:
        move_file(stage.find_staged(path), f"{spare}/{path}")
    stage.folder.rmdir()
    # Last and deepest first, for a folder may be closed to writing.
    for path in reversed([path for path, node in foreign.items() if node is None]):
        copy_rights(stage.target / path, spare / path)
    return True


def _record(stage: Stage, wanted: Mapping[str, Output], staged: Iterable[str], find_file: Callable[[str], str]) -> None:
    """Before they go live, so that nobody has changed them yet."""
    times = {path: os.lstat(find_file(path)).st_mtime_ns for path in staged}
    write_record(stage.workspace, wanted.values(), {**stage.sound, **times})


def _swap(stage: Stage, exchange: Callable[[Path, Path], bool]) -> bool:
    """Exchanges spare and target in one step, else in two; False where the target can't be moved."""
    if not stage.target.exists():
        stage.spare.rename(stage.target)
        return True
    if exchange(stage.spare, stage.target):
        return True
    old = stage.workspace / "old"
    try:
        stage.target.rename(old)
    except OSError as error:
        if error.errno in _IMMOVABLE:
            return False
        raise
    try:
        stage.spare.rename(stage.target)
    except BaseException:
        old.rename(stage.target)
        raise
    old.rename(stage.spare)
    return True


def _replace(stage: Stage, wanted: Mapping[str, Output], staged: Iterable[str], manifest: bytes) -> None:
    """File by file, so that at each moment what a page needs is there: assets, pages, feeds, deletions."""
    inner = stage.target / INNER
    spool = stage.folder
    if stage.workspace != inner:
        # Space is taken before the first file is replaced.
        spool = inner / "spool"
        make_folder(spool)
        for path in staged:
            there = stage.find_staged(path) if stage.folder.is_dir() else stage.spare / path
            copy_file(there, _find_spooled(spool, path))
    _record(stage, wanted, staged, lambda path: _find_spooled(spool, path))
    removed = stage.live.keys() - wanted.keys()
    # Until the last file is in place the manifest names old and new, so that a killed run leaves nothing unknown.
    both = {**stage.live, **wanted}
    live, spooled = stage.target / MANIFEST, inner / "manifest"
    replace_file(live, write_manifest(Manifest(tuple(both[path] for path in sorted(both)), stage.facts)), spooled)
    for path in sorted(staged, key=lambda path: (_RANKS.get(PurePosixPath(path).suffix, 0), path)):
        for parent in list_parents([path]) & removed:
            (stage.target / parent).unlink(missing_ok=True)
        if (stage.target / path).is_dir():
            remove_tree(stage.target / path)
        move_file(_find_spooled(spool, path), make_room(stage.target / path))
    remove_files(stage.target, removed)
    replace_file(live, manifest, spooled)
    remove_tree(stage.spare)
