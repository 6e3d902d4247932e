"""How stages run: pure functions over many items, from the cache where it has them, else by many hands.

Stages know neither cache nor processes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from plcsite.cache import Cache, digest
from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.model import Piece
from plcsite.workers import Crew, Lost, work

I = TypeVar("I")  # noqa: E741 - an item
O = TypeVar("O")  # noqa: E741 - what is made of it
K = TypeVar("K")  # what is kept of that
T = TypeVar("T")

LOST = "processing-failed"


@dataclass(frozen=True)
class Step(Generic[I, O, K]):
    """A pure function over items, and what tells its results apart.

    `key` gives the plain data that the result of an item depends on, beside `settled`, which is the same for all;
    `keep` takes what later stages need of a fresh result; `lost` speaks of an item whose worker died or hung.
    `pack` makes plain data of it that can be read again as the type that `gives` tells for an item, and `unpack` undoes
    that.
    """

    name: str
    function: Callable[[I], Checked[O]]
    key: Callable[[I], Any]
    settled: bytes
    keep: Callable[[O], K]
    lost: Callable[[Lost[I]], Checked[K]]
    gives: Callable[[I], Any]
    pack: Callable[[K], Any] = lambda kept: kept
    unpack: Callable[[Any], K] = lambda packed: packed

    def name_of(self, item: I) -> bytes:
        """The key in the cache of what comes of an item."""
        return digest(self.name, self.settled, self.key(item))


@dataclass
class Tally:
    """How many results of a step came from the cache, and how many were made."""

    hits: int = 0
    misses: int = 0


class BodyLost(Exception):  # noqa: N818 - reads as what happened
    """The cache knows of a body, or an entry, and doesn't have it: it is damaged, and must not be used further."""


@dataclass(frozen=True)
class Workshop:
    """What a build runs its steps with: a cache, hands, and a count of what the cache had."""

    cache: Cache
    crew: Crew = field(default_factory=Crew)
    tallies: dict[str, Tally] = field(default_factory=dict)

    def run(self, step: Step[I, O, K], items: Iterable[I]) -> list[Checked[K]]:
        """The results of all items, in their order."""
        listed = list(items)
        keys = [step.name_of(item) for item in listed]
        results = [self._recall(step, key, item) for key, item in zip(keys, listed, strict=True)]
        missing = [index for index, result in enumerate(results) if result is None]
        self.count(step.name, hits=len(listed) - len(missing), misses=len(missing))
        for place, made in work(step.function, [listed[index] for index in missing], self.crew):
            index = missing[place]
            if isinstance(made, Lost):
                results[index] = step.lost(made)
                continue
            kept: Checked[K] = Checked(step.keep(made.value), made.diagnostics)
            results[index] = kept
            self.cache.remember(keys[index], (step.pack(kept.value), kept.diagnostics))
        return [result for result in results if result is not None]

    def _recall(self, step: Step[I, O, K], key: bytes, item: I) -> Checked[K] | None:
        row = self.cache.recall(key, tuple[step.gives(item), tuple[Diagnostic, ...]])  # type: ignore[misc]
        return None if row is None else Checked(step.unpack(row[0]), row[1])

    def count(self, name: str, *, hits: int = 0, misses: int = 0) -> None:
        """Notes what the cache had for a step."""
        tally = self.tallies.setdefault(name, Tally())
        tally.hits += hits
        tally.misses += misses

    def keep_body(self, digest_of_body: str, pieces: Iterable[Piece]) -> None:
        """Keeps the pieces of a body, on disk rather than in memory, so that nobody holds all of them at once."""
        self.cache.put(_body_key(digest_of_body), json.dumps(list(pieces), ensure_ascii=False).encode())

    def touch(self, *keys: bytes) -> None:
        """Says that rows are still of use."""
        for key in keys:
            self.cache.touch(key)

    def touch_body(self, digest_of_body: str) -> None:
        """Says that a body is still of use."""
        self.cache.touch(_body_key(digest_of_body))

    def body(self, digest_of_body: str) -> tuple[Piece, ...]:
        """The pieces of a body; none for one that is empty. Raises `BodyLost`."""
        if not digest_of_body:
            return ()
        row = self.cache.get(_body_key(digest_of_body))
        if row is None:
            raise BodyLost(digest_of_body)
        return tuple(piece if isinstance(piece, str) else (piece[0], piece[1]) for piece in json.loads(row))

    def take_body(self, digest_of_body: str, other: Workshop) -> None:
        """Keeps a body that another workshop has. Raises `BodyLost`."""
        if digest_of_body:
            row = other.cache.get(_body_key(digest_of_body))
            if row is None:
                raise BodyLost(digest_of_body)
            self.cache.put(_body_key(digest_of_body), row)

    def close(self) -> None:
        """Keeps what the cache was given."""
        self.cache.close()


def report_lost(path: str, *, hung: bool) -> Diagnostic:
    """A file over which a worker hung or died."""
    return find(
        LOST,
        Location(path),
        say("reading this file took too long") if hung else say("reading this file ended the process that did it"),
        say("take out the part written last, and tell the makers of plcsite what it was"),
    )


def use(cache: Cache, crew: Crew, make: Callable[[Workshop], T]) -> T:
    """What is made with a cache, which is closed then. One that turns out to be damaged is begun again."""
    try:
        return _use(cache, crew, make)
    except BodyLost:
        return _use(cache.begin_again(), crew, make)


def _use(cache: Cache, crew: Crew, make: Callable[[Workshop], T]) -> T:
    workshop = Workshop(cache, crew)
    try:
        return make(workshop)
    finally:
        workshop.close()


def _body_key(digest_of_body: str) -> bytes:
    return b"body" + bytes.fromhex(digest_of_body)
