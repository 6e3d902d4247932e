"""Many hands: a pure function over many items in forked processes, which inherit everything and start at once.

A worker that dies or hangs costs the item it held, which the caller turns into a finding, and nothing else.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Generic, TypeVar, cast

I = TypeVar("I")  # noqa: E741 - an item
O = TypeVar("O")  # noqa: E741 - what is made of it

_HEAD = 8
_MOST = 1 << 16
_FEW = 16
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
    """A worker: its process, our end of a pipe, what came through it, and the indices not yet answered, in order."""

    process: int
    pipe: int
    indices: deque[int]
    received: bytes = b""


def work(function: Callable[[I], O], items: Sequence[I], crew: Crew) -> Iterator[tuple[int, O | Lost[I]]]:
    """What the function makes of each item, with the item's index, in any order. An exception in it is raised here."""
    if crew.suffices_alone(len(items)):
        for index, item in enumerate(items):
            yield index, function(item)
        return
    with DefaultSelector() as hands:
        try:
            for indices in _deal(len(items), crew.hands):
                _hire(function, items, indices, hands)
            while hands.get_map():
                ready = hands.select(crew.patience)
                for key in [key for key, _ in ready] or list(hands.get_map().values()):
                    hand: _Hand = key.data
                    data = os.read(hand.pipe, _MOST) if ready else b""
                    if data:
                        for answer in _read(hand, data):
                            yield hand.indices.popleft(), cast("O", answer)
                        if not hand.indices:
                            _dismiss(hand, hands)
                        continue
                    _dismiss(hand, hands, kill=True)
                    lost = hand.indices.popleft()
                    yield lost, Lost(items[lost], hung=not ready)
                    if hand.indices:
                        _hire(function, items, hand.indices, hands)
        finally:
            for key in list(hands.get_map().values()):
                _dismiss(key.data, hands, kill=True)


def _deal(count: int, hands: int) -> list[deque[int]]:
    """The indices of items, like cards: neighbours differ little in size, so all hands are busy to the end.

    By a few at a time, for neighbours lie together in memory, of which each hand copies what it touches.
    """
    few = max(1, min(_FEW, count // (2 * hands)))
    dealt = [deque(index for index in range(count) if index // few % hands == hand) for hand in range(hands)]
    return [indices for indices in dealt if indices]


def _hire(function: Callable[[I], O], items: Sequence[I], indices: deque[int], hands: DefaultSelector) -> None:
    """Adds a worker to the hands. An interruption waits until it stands there; no worker ever hears of one."""
    ours, theirs = os.pipe()
    gc.freeze()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    process = os.fork()
    if process:
        gc.unfreeze()
        os.close(theirs)
        hands.register(ours, EVENT_READ, _Hand(process, ours, indices))
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return
    code = 1
    try:
        os.close(ours)
        for index in indices:
            try:
                _answer(theirs, (function(items[index]),))
            except Exception as problem:  # it belongs to whoever called us
                _answer(theirs, problem)
                break
        code = 0
    finally:
        os._exit(code)


def _answer(pipe: int, answer: Any) -> None:
    data = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    data = len(data).to_bytes(_HEAD) + data
    while data:
        data = data[os.write(pipe, data) :]


def _read(hand: _Hand, data: bytes) -> Iterator[Any]:
    """The answers that are whole by now."""
    received, start = hand.received + data, 0
    while (begin := start + _HEAD) <= len(received):
        end = begin + int.from_bytes(received[start:begin])
        if end > len(received):
            break
        answer = pickle.loads(received[begin:end])  # noqa: S301 - by our own process
        if isinstance(answer, Exception):
            raise answer
        yield answer[0]
        start = end
    hand.received = received[start:]


def _dismiss(hand: _Hand, hands: DefaultSelector, *, kill: bool = False) -> None:
    if kill:
        os.kill(hand.process, signal.SIGKILL)
    hands.unregister(hand.pipe)
    os.close(hand.pipe)
    os.waitpid(hand.process, 0)
