"""How stages run: pure functions over many items, and a store of bodies by their digest. Stages know neither."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import TypeVar

from plcsite.diagnostics import Checked, gather
from plcsite.model import Piece

I = TypeVar("I")  # noqa: E741
O = TypeVar("O")  # noqa: E741


def run(function: Callable[[I], Checked[O]], items: Iterable[I]) -> Checked[tuple[O, ...]]:
    """A pure function over many items: values and findings in the items' order."""
    return gather(function(item) for item in items)


class Store:
    """Bodies by digest, on disk rather than in memory, so that nobody holds all of them at once."""

    def __init__(self) -> None:
        # An empty name is a temporary database: sqlite keeps it in memory until it is large, then on disk.
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("CREATE TABLE bodies (digest TEXT PRIMARY KEY, pieces TEXT) WITHOUT ROWID")

    def put(self, digest: str, pieces: Iterable[Piece]) -> None:
        """Keeps the pieces of a body."""
        self._rows.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?)", (digest, json.dumps(list(pieces))))

    def get(self, digest: str) -> tuple[Piece, ...]:
        """The pieces of a body; none for a body that is empty."""
        row = self._rows.execute("SELECT pieces FROM bodies WHERE digest = ?", (digest,)).fetchone()
        return (
            tuple(piece if isinstance(piece, str) else (piece[0], piece[1]) for piece in json.loads(row[0]))
            if row
            else ()
        )

    def close(self) -> None:
        """Lets go of the file."""
        self._rows.close()
