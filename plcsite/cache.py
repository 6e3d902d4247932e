"""What earlier builds made, by the digest of everything it was made from, in one file that may be lost at any time.

Values are plain data (msgpack) with a type to read them by, never pickles; text of pages is compressed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import sqlite3
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from msgspec import DecodeError, ValidationError, msgpack

from plcsite.values import Value

FOLDER, FILE = ".plcsite", "cache.sqlite"
_FORMAT = 1
_SPARE_ROWS = 2_000
_LIBRARIES = (
    *("anyascii", "babel", "jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pillow", "python-dateutil", "pyyaml"),
    "tzdata",
)
# SQLite quotes damaged text in its messages, which then can't be decoded.
_DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
_GET = "SELECT value FROM rows WHERE key = ?"
_ENCODER = msgpack.Encoder(order="deterministic")


def digest(*parts: Any) -> bytes:
    """16 bytes that stand for plain data and structs: the same for equal values on every machine."""
    return hashlib.blake2b(_ENCODER.encode(parts), digest_size=16).digest()


def digest_fields(value: Any) -> dict[str, int]:
    """A check sum of each field of a struct, by name; of any other value under an empty name."""
    if not isinstance(value, Value):
        return {"": zlib.crc32(_ENCODER.encode(value))}
    return {name: zlib.crc32(_ENCODER.encode(getattr(value, name))) for name in value.__struct_fields__}


@cache
def digest_code() -> bytes:
    """Stands for everything that makes outputs beside their inputs: this package, its libraries, this Python."""
    package = Path(__file__).parent
    files = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".toml", ".po") and path.is_file())
    contents = [(path.relative_to(package).as_posix(), path.read_bytes()) for path in files]
    versions = [(name, importlib.metadata.version(name)) for name in _LIBRARIES]
    return digest(contents, versions, sys.version_info[:2], platform.machine(), sys.platform)


def digest_modules(*modules: ModuleType) -> bytes:
    """Stands for a few modules alone, where what they make must outlive changes elsewhere, and for their encoder."""
    sources = [(module.__name__, Path(module.__file__ or "").read_bytes()) for module in modules]
    return digest(sources, importlib.metadata.version("pillow"))


def digest_folder(folder: Path) -> bytes:
    """Stands for all files of a folder, by name and content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return digest([(path.relative_to(folder).as_posix(), path.read_bytes()) for path in files])


class Cache:
    """Rows by key. One that is damaged, foreign or read-only costs time, never correctness."""

    def __init__(self, folder: Path | None) -> None:
        """Opens the cache of the site in `folder`; None: a temporary one that nobody else sees."""
        self._folder = folder
        # The file, where this run writes it.
        self._path: Path | None = None
        self._owner = os.getpid()
        self._used: set[bytes] = set()
        # Where the file can only be read, what is put goes elsewhere.
        self._older: sqlite3.Connection | None = None
        self._rows = self._open()

    def get(self, key: bytes) -> bytes | None:
        """The row under a key."""
        try:
            row = self._rows.execute(_GET, (key,)).fetchone()
        except _DAMAGE:
            self._give_up()
            return None
        if row is None and self._older:
            with suppress(*_DAMAGE):
                row = self._older.execute(_GET, (key,)).fetchone()
        value = row and row[0]
        if not isinstance(value, bytes) or _seal(key, value[4:]) != value[:4]:
            return None
        self._used.add(key)
        return value[4:]

    def touch(self, key: bytes) -> None:
        """Says that a row is of use to this build, though it need not be read."""
        self._used.add(key)

    def put(self, key: bytes, value: bytes) -> None:
        """Keeps a row; where it can't be kept, it will be made again."""
        self._used.add(key)
        with suppress(*_DAMAGE):
            self._rows.execute("INSERT OR REPLACE INTO rows VALUES (?, ?)", (key, _seal(key, value) + value))

    def recall(self, key: bytes, gives: Any) -> Any:
        """The value under a key, read as its type; None where there is none that can be read."""
        row = self.get(key)
        if row is None:
            return None
        try:
            return _decoder(gives).decode(row)
        except (DecodeError, ValidationError):
            return None

    def remember(self, key: bytes, value: Any) -> None:
        """Keeps a value of plain data, structs and dataclasses."""
        self.put(key, _ENCODER.encode(value))

    def prune(self) -> None:
        """Lets go of rows that nobody had a use for since it was opened, once they are many; after a whole build."""
        with suppress(*_DAMAGE):
            count = self._rows.execute("SELECT count(*) FROM rows").fetchone()[0]
            if count > 2 * len(self._used) + _SPARE_ROWS:
                self._rows.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID")
                self._rows.executemany("INSERT INTO used VALUES (?)", _rows_of(self._used))
                self._rows.execute("DELETE FROM rows WHERE key NOT IN (SELECT key FROM used)")

    def close(self) -> None:
        """Keeps what was put, and lets go of the file."""
        with suppress(*_DAMAGE):
            self._rows.execute("COMMIT")
        self._rows.close()
        if self._older:
            self._older.close()

    def begin_again(self) -> Cache:
        """A cache without anything in it, in the place of this one, which is closed and turned out to be damaged."""
        return Cache(self._folder if self._remove() else None)

    def _remove(self) -> bool:
        if self._path:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
        return self._path is not None and not self._path.exists()

    def _open(self) -> sqlite3.Connection:
        path = self._folder and self._folder / FOLDER / FILE
        # A link could lead to a file that isn't ours, or that came with the content.
        if path is None or path.parent.is_symlink() or path.is_symlink():
            return _prepare("")
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
        try:
            rows = _prepare(str(path))
        except _DAMAGE as error:
            self._older = _open_to_read(path)
            # What another run is writing is whole enough for that run.
            if self._older or getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
                return _prepare("")
            try:
                path.unlink()
                rows = _prepare(str(path))
            except (*_DAMAGE, OSError):
                return _prepare("")
        self._path = path
        return rows

    def _give_up(self) -> None:
        """Goes on without a file that turned out to be damaged."""
        # A worker has the file from its parent, whose work it must not undo.
        if os.getpid() == self._owner:
            self._rows.close()
            self._remove()
            self._path, self._rows = None, _prepare("")


def _seal(key: bytes, value: bytes) -> bytes:
    """Tells whether a row is whole, and under its own key."""
    return zlib.crc32(value, zlib.crc32(key)).to_bytes(4)


def _open_to_read(path: Path) -> sqlite3.Connection | None:
    """A database with our table that can't be written now; None where it can't be read either."""
    with suppress(*_DAMAGE):
        rows = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None)
        with suppress(*_DAMAGE):
            if rows.execute("PRAGMA user_version").fetchone() == (_FORMAT,):
                rows.execute(_GET, (b"",)).fetchone()
                return rows
        rows.close()
    return None


def _rows_of(keys: Iterable[bytes]) -> Iterable[tuple[bytes]]:
    return ((key,) for key in keys)


def _prepare(path: str) -> sqlite3.Connection:
    """An open database with our table and a transaction begun; raises where it can't be written or isn't ours."""
    # Whoever shares it with other threads sees to it that one at a time uses it.
    rows = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        # A killed run is rolled back by the next; a power cut may damage the file, which the seals of rows notice.
        rows.execute("PRAGMA journal_mode = DELETE")
        rows.execute("PRAGMA synchronous = OFF")
        # Keys are random, so a large file is read and written all over; no more of this is taken than is needed (KiB).
        rows.execute("PRAGMA cache_size = -16384")
        rows.execute("BEGIN IMMEDIATE")
        if rows.execute("PRAGMA user_version").fetchone() != (_FORMAT,):
            rows.execute("DROP TABLE IF EXISTS rows")
            rows.execute(f"PRAGMA user_version = {_FORMAT}")
        rows.execute("CREATE TABLE IF NOT EXISTS rows (key BLOB PRIMARY KEY, value BLOB NOT NULL)")
    except _DAMAGE:
        rows.close()
        raise
    return rows


@cache
def _decoder(gives: Any) -> msgpack.Decoder[Any]:
    return msgpack.Decoder(gives)


def compress(data: bytes) -> bytes:
    """Bytes for a row, smaller."""
    return zlib.compress(data, 1)


def decompress(data: bytes) -> bytes | None:
    """The bytes again; None where they are not what was compressed."""
    try:
        return zlib.decompress(data)
    except zlib.error:
        return None
