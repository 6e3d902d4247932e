"""What changed between two versions of a text: sentence by sentence, and the words within."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from html import escape, unescape
from itertools import zip_longest
from typing import Any

from plcsite.fingerprints import read_letters
from plcsite.markup.words import plain
from plcsite.model import Document, Image, Piece, Run
from plcsite.values import Value

BODY = "body"
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)\b[^<>]*>"
)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = "\f"  # between blocks; lines may be broken anywhere within one
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[”’»\"')\]]*(?=\s)|$)")
_ALIKE = 0.3
"""From here on, of the same letters, a sentence was changed rather than replaced."""
_MOST = 2_500
"""Beyond so many pairs of sentences nobody looks which of them are alike."""


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Change(Value):
    """A sentence that differs: `place` is a key of the front matter, or the body; `before` or `after` may be empty."""

    place: str
    before: str
    after: str
    words: tuple[tuple[Mark, str], ...]


def list_sentences(document: Document, pieces: Iterable[Piece]) -> Mapping[str, tuple[str, ...]]:
    """All that a document says, by place: what its fingerprint is taken of."""
    cover = document.cover
    said: dict[str, Any] = {"title": document.title, "subtitle": document.subtitle, "summary": document.lead}
    said["cover"] = (*cover.alt, Run(_BREAK), *cover.caption) if cover else ()
    said |= {name: value for name, value in document.worded.items() if _are_words(value)}
    texts = {place: plain(words) for place, words in said.items()}
    return {place: tuple(_split(text)) for place, text in (texts | {BODY: _read_body(document, pieces)}).items()}


def _are_words(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, Run) for each in value)


def _read_body(document: Document, pieces: Iterable[Piece]) -> str:
    html = "".join(piece if isinstance(piece, str) else _read_slot(document, piece) for piece in pieces)
    return unescape(_TAG.sub(_BREAK, _INLINE.sub("", html)))


def _read_slot(document: Document, piece: tuple[str, int]) -> str:
    slot = document.body.slots[piece[1]]
    if not isinstance(slot, Image):
        return ""
    # The words of a picture are no HTML yet.
    return "".join(f"{_BREAK}{escape(words)}{_BREAK}" for words in (slot.alt, slot.title))


def _split(text: str) -> Iterator[str]:
    for block in text.split(_BREAK):
        yield from (found[0].strip() for found in _SENTENCE.finditer(" ".join(block.split())))


def compare(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> tuple[Change, ...]:
    """The sentences whose letters or digits differ, in the order of the new text."""
    places = dict.fromkeys((*after, *before))
    return tuple(change for place in places for change in _compare(place, before.get(place, ()), after.get(place, ())))


def _compare(place: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, _fold(before), _fold(after), autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        old, new = before[a:b], after[c:d]
        if operation == "equal" or "".join(_fold(old)) == "".join(_fold(new)):
            continue
        yield from (Change(place, one, other, _mark(one, other)) for one, other in _pair(old, new))


def _fold(texts: Iterable[str]) -> list[str]:
    return [read_letters(text) for text in texts]


def _pair(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each sentence with what became of it; empty beside one that is new or gone."""
    if len(old) == len(new) == 1 or len(old) * len(new) > _MOST:
        yield from zip_longest(old, new, fillvalue="")
        return
    waiting = list(old)
    for sentence in new:
        near = [
            SequenceMatcher(None, read_letters(one), read_letters(sentence), autojunk=False).ratio() for one in waiting
        ]
        best = max(range(len(near)), key=near.__getitem__, default=-1)
        if best < 0 or near[best] < _ALIKE:
            yield "", sentence
            continue
        yield from ((gone, "") for gone in waiting[:best])
        if read_letters(waiting[best]) != read_letters(sentence):
            yield waiting[best], sentence
        waiting = waiting[best + 1 :]
    yield from ((gone, "") for gone in waiting)


def _mark(before: str, after: str) -> tuple[tuple[Mark, str], ...]:
    """The words of a sentence, and what became of each stretch of them."""
    old, new = before.split(), after.split()
    marked: list[tuple[Mark, str]] = []
    for operation, a, b, c, d in SequenceMatcher(None, _fold(old), _fold(new), autojunk=False).get_opcodes():
        if operation == "equal":
            marked.append((Mark.SAME, " ".join(new[c:d])))
            continue
        marked += [(Mark.REMOVED, " ".join(old[a:b]))] if a < b else []
        marked += [(Mark.ADDED, " ".join(new[c:d]))] if c < d else []
    return tuple(marked)
