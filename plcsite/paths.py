"""The only place that resolves and opens paths of a site: reading and writing stay inside their folders."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, Text, say

T = TypeVar("T")

_LONGEST_NAME = 200
# Reserved on Windows with any extension and in any case; a checkout or a zip of the site may be opened there.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\..*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")


class UnsafePath(ValueError):  # noqa: N818 - reads as what is wrong, as the codes of diagnostics do
    """A path that must not be used; `reason` says why, in words for a person."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class OutsideRoot(UnsafePath):
    """A path that leaves its root: by `..`, by being absolute, or through a symbolic link."""


_NOWHERE = frozenset({"", ".", ".."})


@dataclass(frozen=True)
class Root:
    """A folder whose files are read by posix paths relative to it. No link below it is ever followed."""

    folder: Path

    def walk(self, folder: str = "", *, hidden: bool = False) -> Checked[tuple[str, ...]]:
        """All files below `folder`, as posix paths from the root, in NFC, sorted by code point.

        Names that start with a dot are left out unless `hidden`. What can't be a file of the site is an error at its
        path: `symlink-refused`, `name-clash`, `name-unreadable`, `file-unreadable`. A folder that isn't there is empty.
        """
        files: set[str] = set()
        found: list[Diagnostic] = []
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            try:
                listed = self._list(here, hidden)
            except FileNotFoundError:
                continue
            except OutsideRoot:
                found.append(_refuse_link(here))
                continue
            except OSError as error:
                found.append(_report_unreadable(here, say("{error}", error=error.strerror or str(error))))
                continue
            named = _name(here, listed)
            found += named.diagnostics
            for path, mode in named.value:
                if stat.S_ISLNK(mode):
                    found.append(_refuse_link(path))
                elif stat.S_ISDIR(mode):
                    waiting.append(path)
                elif stat.S_ISREG(mode):
                    files.add(path)
                else:
                    found.append(_report_unreadable(path, say("it isn't a regular file")))
        return Checked(tuple(sorted(files)), tuple(sorted(found, key=lambda each: each.location)))

    def read(self, relative: str) -> bytes:
        """The bytes of a file. Raises `OutsideRoot`, or `OSError` where it isn't there or can't be read."""
        return self._with_file(relative, lambda file, _: _read_all(file))

    def read_each(self, paths: Iterable[str], largest: int) -> Iterator[tuple[str, bytes | OSError]]:
        """The bytes of each file, or why it can't be read (`EFBIG` beyond `largest` bytes).

        A folder is entered once for all its files that follow each other.
        """
        here: str | None = None
        with ExitStack() as stack:
            for path in paths:
                folder, _, name = path.rpartition("/")
                try:
                    if folder != here:
                        stack.close()
                        opened, _ = stack.enter_context(self._descend(folder))
                        here = folder
                    yield path, _read_within(opened, name, path, largest)
                except OSError as error:
                    yield path, error

    def digest(self, relative: str) -> str:
        """SHA-256 of a file in hexadecimal, read in pieces. Raises as `read` does."""
        return self._with_file(relative, lambda file, _: digest_file(file))

    def stat(self, relative: str) -> os.stat_result:
        """Size and times of a file. Raises as `read` does."""
        return self._with_file(relative, lambda file, _: os.fstat(file))

    def path(self, relative: str) -> Path:
        """The path of a file that is there, spelled as on disk, for libraries that open by name. Raises as `read`."""
        return self._with_file(relative, lambda _, spelled: self.folder.joinpath(*map(os.fsdecode, spelled)))

    def write(self, relative: str, data: bytes) -> None:
        """Writes a file anew in one step, its permissions kept. Raises as `read` does."""
        mode = stat.S_IMODE(self.stat(relative).st_mode)
        folder, _, name = relative.rpartition("/")
        with self._descend(folder) as (opened, _):
            spelled = _spell(opened, name)
            unfinished = b".%s.new" % spelled
            with suppress(FileNotFoundError):  # of a run that was killed
                os.unlink(unfinished, dir_fd=opened)
            _write_within(opened, unfinished, data, mode)
            os.chmod(unfinished, mode, dir_fd=opened)
            os.replace(unfinished, spelled, src_dir_fd=opened, dst_dir_fd=opened)

    def create(self, relative: str, data: bytes) -> None:
        """Writes a file that is not there yet, and the folders it needs. Raises `FileExistsError`, and as `read`."""
        *folders, name = _split(relative)
        for depth, part in enumerate(folders):
            with self._descend("/".join(folders[:depth])) as (opened, _), suppress(FileExistsError):
                os.mkdir(_spell(opened, part), dir_fd=opened)
        with self._descend("/".join(folders)) as (opened, _):
            _write_within(opened, _spell(opened, name), data, 0o666)

    def exists(self, relative: str) -> bool:
        """Whether a regular file inside the root lies there."""
        try:
            return self._with_file(relative, lambda file, _: True)
        except (UnsafePath, OSError):
            return False

    def _with_file(self, relative: str, use: Callable[[int, list[bytes]], T]) -> T:
        with self._descend(relative) as (opened, spelled):
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), relative)
            return use(opened, spelled)

    def _list(self, folder: str, hidden: bool) -> list[tuple[bytes, int]]:
        with self._descend(folder) as (opened, _):
            with os.scandir(opened) as listed:
                # Bytes, so that the machine's locale has no say in what a name is.
                named = [(os.fsencode(each.name), _tell_type(each)) for each in listed]
            return sorted(each for each in named if hidden or not each[0].startswith(b"."))

    @contextmanager
    def _descend(self, relative: str) -> Iterator[tuple[int, list[bytes]]]:
        """Opens component by component, each without following links, so that a swap in between gains nothing."""
        opened = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        spelled: list[bytes] = []
        try:
            for part in _split(relative):
                name = _spell(opened, part)
                inner = _open_within(opened, name, relative)
                os.close(opened)
                opened = inner
                spelled.append(name)
            yield opened, spelled
        finally:
            os.close(opened)


def _open_within(folder: int, name: bytes, relative: str) -> int:
    """Opens what lies in an open folder, following no link."""
    try:
        # Non-blocking: a named pipe would wait for a writer for ever.
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise OutsideRoot(say("“{path}” leads through a symbolic link", path=relative)) from None
        raise OSError(error.errno, error.strerror, relative) from None


def _read_within(folder: int, name: str, relative: str, largest: int) -> bytes:
    opened = _open_within(folder, _spell(folder, name), relative)
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), relative)
        if status.st_size > largest:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), relative)
        data = os.read(opened, status.st_size + 1)
        # It grew, or the system gave a part of it.
        return data if len(data) == status.st_size else data + _read_all(opened)
    finally:
        os.close(opened)


def _write_within(folder: int, name: bytes, data: bytes, mode: int) -> None:
    """Writes a new file into an open folder, through no link; what could not be finished is taken away again."""
    opened = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode, dir_fd=folder)
    try:
        with os.fdopen(opened, "wb") as stream:
            stream.write(data)
    except OSError:
        os.unlink(name, dir_fd=folder)
        raise


def _tell_type(entry: os.DirEntry[str]) -> int:
    """The type of what lies in a folder, as `st_mode` has it; 0 for what is neither file, folder nor link."""
    if entry.is_symlink():
        return stat.S_IFLNK
    if entry.is_dir(follow_symlinks=False):
        return stat.S_IFDIR
    return stat.S_IFREG if entry.is_file(follow_symlinks=False) else 0


def digest_file(opened: int | Path) -> str:
    """SHA-256 in hexadecimal of a file, given by descriptor (which stays open) or by path."""
    with open(opened, "rb", closefd=not isinstance(opened, int)) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def join(base_path: str, relative: str) -> str | None:
    """The path that `relative`, written in the file `base_path`, stands for; None where it leaves the root.

    Pure text: both are posix paths, already percent-decoded; "" is the root itself.
    """
    if relative.startswith("/") or "\0" in relative:
        return None
    parts = base_path.split("/")[:-1]
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def check_output_path(path: str) -> str:
    """The same path, if it is one that any web host and file system can hold; else raises `UnsafePath`.

    Relative, posix, each name at most 200 bytes of UTF-8.
    """
    for part in _split(path) or [""]:
        reason = _find_fault(part)
        if reason is not None:
            raise UnsafePath(say("“{path}” can't be written: {reason}", path=_show(path), reason=reason))
    if _DRIVE.match(path):
        raise OutsideRoot(say("“{path}” can't be written: it starts with a drive letter", path=path))
    return path


@lru_cache(maxsize=65_536)
def _find_fault(name: str) -> Text | None:
    if not name:
        return say("it is empty")
    if _CONTROL.search(name):
        return say("it has a control character")
    if "\\" in name:
        return say("it has a backslash")
    if len(name.encode()) > _LONGEST_NAME:
        return say("a name in it is longer than {limit} bytes", limit=_LONGEST_NAME)
    if name[-1] in ". ":
        return say("a name in it ends with a dot or a space")
    if _DEVICE.fullmatch(name):
        return say("“{name}” is the name of a device on Windows", name=name)
    return None


def _split(relative: str) -> list[str]:
    if not relative:
        return []
    parts = relative.split("/")
    plain = relative.isascii() or _show(relative) == relative
    if not (plain and _NOWHERE.isdisjoint(parts)) or "\0" in relative:
        raise OutsideRoot(say("“{path}” isn't a plain path below its folder", path=_show(relative)))
    return parts


def _spell(folder: int, name: str) -> bytes:
    """The name as the disk spells it: paths are NFC here, but a file may have come from a disk that decomposes."""
    encoded = name.encode()
    if name.isascii():
        return encoded
    try:
        os.stat(encoded, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        for other in _list_names(folder):
            if unicodedata.normalize("NFC", other.decode("utf-8", "replace")) == name:
                return other
    return encoded


def _list_names(folder: int) -> list[bytes]:
    # Bytes, so that the machine's locale has no say in what a name is; by descriptor, which pathlib can't.
    return sorted(os.fsencode(name) for name in os.listdir(folder))


def _name(folder: str, listed: Iterable[tuple[bytes, int]]) -> Checked[tuple[tuple[str, int], ...]]:
    """What is in one folder, by path in NFC, and which names can't be told apart everywhere."""
    named: list[tuple[str, int]] = []
    found: list[Diagnostic] = []
    seen: dict[str, str] = {}
    for name, mode in listed:
        try:
            spelled = name.decode()
        except UnicodeDecodeError:
            found.append(_report_name(folder, name))
            continue
        composed = unicodedata.normalize("NFC", spelled)
        path = f"{folder}/{composed}" if folder else composed
        twin = seen.setdefault(unicodedata.normalize("NFC", composed.casefold()), spelled)
        if twin != spelled:
            found.append(_report_clash(path, spelled, twin))
        if twin == spelled or unicodedata.normalize("NFC", twin) != composed:
            named.append((path, mode))
    return Checked(tuple(named), tuple(found))


def _read_all(opened: int) -> bytes:
    with open(opened, "rb", closefd=False) as stream:
        return stream.read()


def _show(text: str) -> str:
    """Text that can be printed: what isn't Unicode as backslash escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _refuse_link(path: str) -> Diagnostic:
    return find(
        "symlink-refused",
        Location(path),
        say("this is a symbolic link, and links are not followed"),
        say("put the file or folder itself here, or remove the link"),
    )


def _report_unreadable(path: str, reason: Text) -> Diagnostic:
    return find(
        "file-unreadable",
        Location(path),
        say("this can't be read: {reason}", reason=reason),
        say("remove it, or make it a file that everyone may read"),
    )


def _report_name(folder: str, name: bytes) -> Diagnostic:
    shown = name.decode("utf-8", "backslashreplace")
    return find(
        "name-unreadable",
        Location(f"{folder}/{shown}" if folder else shown),
        say("this name isn't valid UTF-8"),
        say("rename it, for example with letters, digits and hyphens only"),
    )


def _report_clash(path: str, name: str, twin: str) -> Diagnostic:
    same = unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", twin)
    return find(
        "name-clash",
        Location(path),
        say("two names in this folder look the same, “{name}”: their accents are stored differently", name=twin)
        if same
        else say("“{name}” and “{twin}” are one name on many systems: they differ only in case", name=name, twin=twin),
        say("rename or remove one of the two"),
    )
