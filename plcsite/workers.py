"""Many hands: a pure function over many items in forked processes, which inherit everything and start at once.

A worker that dies or hangs costs the item it held, which the caller turns into a finding, and nothing else.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, Generic, TypeVar, cast

I = TypeVar("I")  # noqa: E741 - an item
O = TypeVar("O")  # noqa: E741 - what is made of it

_GONE = object()
PATIENCE = 120.0
"""Seconds without any result after which a worker counts as hanging."""


@dataclass(frozen=True)
class Crew:
    """How many processes may work at once, and below how many items starting them does not pay."""

    hands: int = 1
    threshold: int = 64
    patience: float = PATIENCE

    def suffices_alone(self, count: int) -> bool:
        """Whether so few items are done sooner by this process; so too where processes can't be forked safely."""
        return self.hands < 2 or count < max(2, self.threshold) or sys.platform != "linux"


@dataclass(frozen=True)
class Lost(Generic[I]):
    """An item whose worker died or hung while it held it."""

    item: I
    hung: bool


@dataclass
class _Hand:
    """A worker: its process, its end of a pipe, and the indices that it has still to answer for, in order."""

    process: int
    pipe: Connection
    indices: list[int]


def work(function: Callable[[I], O], items: Sequence[I], crew: Crew) -> Iterator[tuple[int, O | Lost[I]]]:
    """What the function makes of each item, with the item's index, in any order. An exception in it is raised here."""
    if crew.suffices_alone(len(items)):
        for index, item in enumerate(items):
            yield index, function(item)
        return
    hands: list[_Hand] = []
    try:
        # Neighbours differ little in size: dealing them out like cards keeps all hands busy to the end.
        count = min(crew.hands, len(items))
        for start in range(count):
            _hire(function, items, list(range(start, len(items), count)), hands)
        while hands:
            ready = wait([hand.pipe for hand in hands], crew.patience)
            for hand in [hand for hand in hands if not ready or hand.pipe in ready]:
                answer = _receive(hand) if ready else _GONE
                if answer is not _GONE:
                    yield hand.indices.pop(0), cast("O", answer)
                    if not hand.indices:
                        _dismiss(hand)
                        hands.remove(hand)
                    continue
                _dismiss(hand, kill=True)
                hands.remove(hand)
                lost, *rest = hand.indices
                yield lost, Lost(items[lost], hung=not ready)
                if rest:
                    _hire(function, items, rest, hands)
    finally:
        for hand in hands:
            _dismiss(hand, kill=True)


def _hire(function: Callable[[I], O], items: Sequence[I], indices: list[int], hands: list[_Hand]) -> None:
    """Adds a worker to the hands. An interruption waits until it stands there; no worker ever hears of one."""
    ours, theirs = Pipe(duplex=False)
    gc.freeze()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    process = os.fork()
    if process:
        gc.unfreeze()
        theirs.close()
        hands.append(_Hand(process, ours, indices))
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return
    code = 1
    try:
        ours.close()
        for index in indices:
            try:
                theirs.send((function(items[index]),))
            except Exception as problem:  # it belongs to whoever called us
                theirs.send(problem)
                break
        code = 0
    finally:
        os._exit(code)


def _receive(hand: _Hand) -> Any:
    """The next answer; `_GONE` where the worker is."""
    try:
        answer = hand.pipe.recv()
    except (EOFError, OSError):
        return _GONE
    if isinstance(answer, Exception):
        raise answer
    return answer[0]


def _dismiss(hand: _Hand, *, kill: bool = False) -> None:
    if kill:
        os.kill(hand.process, signal.SIGKILL)
    hand.pipe.close()
    os.waitpid(hand.process, 0)
