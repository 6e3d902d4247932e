"""Trees of files on disk: written, linked, walked, exchanged and removed, never through a link. Publishing uses it."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

Node = tuple[int, int] | None
"""What stands at a path: device and inode of a file or link, None for a folder."""

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_NO_HARD_LINKS = {errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


def write_file(path: Path | str, data: bytes) -> None:
    """Writes a new file, readable for everyone whatever the umask; raises `FileExistsError` on a second one."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        os.fchmod(opened, 0o644)
        while data:
            data = data[os.write(opened, data) :]
    finally:
        os.close(opened)


def copy_file(source: Path | str, target: Path | str) -> None:
    """Copies the bytes of a file to a new one, readable for everyone."""
    shutil.copyfile(source, target)
    os.chmod(target, 0o644)


def move_file(source: Path | str, target: Path | str) -> None:
    """Puts a file somewhere else on its file system, in the place of what is there."""
    os.replace(source, target)


def is_folder(path: Path) -> bool:
    """Whether a folder itself stands there, not a link to one."""
    return path.is_dir() and not path.is_symlink()


def make_room(path: Path) -> Path:
    """The same path, its folders made."""
    make_folder(path.parent)
    return path


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, open to everyone whatever the umask."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    add_folder(folder)


def add_folder(folder: Path | str) -> None:
    """Makes a folder where there is none, in one that is there, open to everyone whatever the umask."""
    os.mkdir(folder)
    os.chmod(folder, 0o755)


def replace_file(path: Path, data: bytes, spool: Path) -> None:
    """Puts a file in the place of another in one step, by way of `spool`, a path on the same file system."""
    spool.unlink(missing_ok=True)
    write_file(make_room(spool), data)
    spool.replace(path)


def link_file(source: Path, target: Path) -> None:
    """The same file under a second path: one inode, one time; a copy where the file system has no hard links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def copy_rights(source: Path, target: Path) -> None:
    """Gives a folder the owner, mode and times of another."""
    status = source.stat()
    with suppress(PermissionError):
        os.chown(target, status.st_uid, status.st_gid)
    shutil.copystat(source, target)


def remove_tree(tree: Path) -> None:
    """Removes a folder with all in it, a file or a link, if it is there."""
    if is_folder(tree):
        shutil.rmtree(tree)
    else:
        tree.unlink(missing_ok=True)


def list_tree(folder: Path) -> dict[str, Node]:
    """Everything below a folder by posix path, parents first; nothing if it isn't there."""
    found: dict[str, Node] = {}
    waiting = [""] if is_folder(folder) else []
    while waiting:
        here = waiting.pop()
        with os.scandir(f"{folder}/{here}") as entries:
            for entry in entries:
                path = here + entry.name
                if entry.is_dir(follow_symlinks=False):
                    found[path] = None
                    waiting.append(f"{path}/")
                else:
                    status = entry.stat(follow_symlinks=False)
                    found[path] = status.st_dev, status.st_ino
    return found


def list_parents(paths: Iterable[str]) -> set[str]:
    """All folders above some posix paths, the root not among them."""
    found: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return found


def remove_files(target: Path, paths: set[str]) -> int:
    """Removes files, and of their folders those that are empty then; follows no links. Returns the number of files."""
    found = list_tree(target)
    files = [path for path, node in found.items() if path in paths and node]
    for path in files:
        (target / path).unlink()
    folders = list_parents(files)
    for path in reversed(found):
        if path in folders:
            with suppress(OSError):
                (target / path).rmdir()
    return len(files)


def exchange_folders(one: Path, other: Path) -> bool:
    """Swaps two folders in one step (Linux, renameat2); False where the system or the file system can't."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE))
    return done == 0
