"""Finds where in the Markdown a link, a picture or a removed tag was written.

Python-Markdown keeps no places, so they are found by experiment: each spot in the source that could be the
origin is given a mark of its own, the text is converted once more, and the marks that come out tell the spots.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from plcsite.markup.sanitiser import MARK, Removed
from plcsite.model import Slot

Place = tuple[int, int]
"""Line and column in the text, from 1; column 0: the paragraph that starts there; (0, 0): somewhere in the text."""

UNKNOWN: Place = (0, 0)
MOST = 1_000
"""Spots beyond which no experiment is made."""

# What can make a target differ from what is written, or put the slots in another order than the source.
_INDIRECT = re.compile(r"\\|&#?\w+;|\[\^|\]:")
_BEFORE = r"(?:(?<=[\s(\"'=:{])|(?<=<)(?=[^<>\s]*[:@])|\A)"
_AFTER = r"(?![\w/%#=&-])"
_LIST = re.compile(r"\{:?[ ]*(?=[^{}\n]+\})")


@dataclass(frozen=True)
class Findings:
    """What one conversion of a text gave, whose places are looked for."""

    slots: tuple[Slot, ...]
    removed: tuple[Removed, ...]


@dataclass(frozen=True)
class Places:
    """The places of findings, in their order."""

    slots: tuple[Place, ...]
    removed: tuple[Place, ...]


def find_places(text: str, findings: Findings, convert: Callable[[str], Findings]) -> Places:
    """Where each finding of a text was written: exactly, or its paragraph, or unknown; never a wrong place."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    counted = None if _INDIRECT.search(text) else _count_slots(text, findings.slots)
    if counted is None or findings.removed:
        spots, removed = _experiment(text, findings, convert)
        counted = counted if counted is not None else spots
    else:
        removed = []
    return Places(
        tuple(_show(text, spot, starts) for spot in counted),
        tuple(_show(text, spot, starts) for spot in removed),
    )


Spot = tuple[int, bool]
"""An offset, and whether it is exact; (-1, False) for an unknown one."""

_LOST: Spot = (-1, False)


def _show(text: str, spot: Spot, starts: Sequence[int]) -> Place:
    offset, exact = spot
    if offset < 0:
        return UNKNOWN
    if not exact:
        offset = _find_paragraph(text, offset)
    line = bisect_right(starts, offset)
    return (line, offset - starts[line - 1] + 1 if exact else 0)


def _find_paragraph(text: str, offset: int) -> int:
    """The start of the paragraph around an offset."""
    start = 0
    for found in re.finditer(r"\n[ \t]*\n\s*", text):
        if found.end() > offset:
            break
        start = found.end()
    return text.rfind("\n", 0, start) + 1


def _needle(target: str) -> str:
    """The part of a target that an editor writes, where the scheme was added for them."""
    return target.removeprefix("mailto:") if "@" in target else target


def _count_slots(text: str, slots: Sequence[Slot]) -> list[Spot] | None:
    """The spots of all slots where each target stands in the text as often as it came out, else None.

    Holds only for a text without anything indirect, so that the n-th one written is the n-th one that came out.
    """
    wanted: dict[str, list[int]] = {}
    for number, slot in enumerate(slots):
        wanted.setdefault(_needle(slot.target), []).append(number)
    if len(wanted) > MOST:
        return None
    spots = [_LOST] * len(slots)
    for needle, numbers in wanted.items():
        if not needle or text.count(needle) != len(numbers):
            return None
        at = -1
        for number in numbers:
            at = text.find(needle, at + 1)
            if at and text[at - 1] not in "(<\"'= \n":
                return None
            spots[number] = (at, True)
    return spots


def _experiment(text: str, findings: Findings, convert: Callable[[str], Findings]) -> tuple[list[Spot], list[Spot]]:
    """The spots of slots and of what was removed, by marking all candidates and converting once more."""
    marks = _list_candidates(text, findings)
    if len(marks) > MOST:
        return [_LOST] * len(findings.slots), [_LOST] * len(findings.removed)
    parts: list[str] = []
    done = 0
    for number, (_, insert, around) in enumerate(marks):
        parts += [text[done:insert], around.replace("#", f"zq{number}qz")]
        done = insert
    marked = convert("".join([*parts, text[done:]]))
    told = [MARK.findall(slot.target) for slot in marked.slots]
    told_removed = [[*map(str, item.marks), *MARK.findall(item.value)] for item in marked.removed]
    same = [MARK.sub("", slot.target) for slot in marked.slots] == [slot.target for slot in findings.slots]
    same_removed = [(item.loss, item.tag, item.name) for item in marked.removed] == [
        (item.loss, item.tag, item.name) for item in findings.removed
    ]
    return (
        [_read_mark(told[n], marks) for n in range(len(told))] if same else [_LOST] * len(findings.slots),
        [_read_mark(each, marks) for each in told_removed] if same_removed else [_LOST] * len(findings.removed),
    )


def _read_mark(told: Sequence[str], marks: Sequence[tuple[int, int, str]]) -> Spot:
    return (marks[int(told[0])][0], True) if told and int(told[0]) < len(marks) else _LOST


def _list_candidates(text: str, findings: Findings) -> list[tuple[int, int, str]]:
    """Where findings may have been written: the spot, where its mark goes, and the mark with # for its number."""
    marks: dict[int, tuple[int, int, str]] = {}
    values = [slot.target for slot in findings.slots] + [item.value for item in findings.removed if item.name]
    if pattern := _any_of(_loosen(needle) for needle in map(_needle, values) if needle):
        for found in re.finditer(f"{_BEFORE}(?:{pattern}){_AFTER}", text):
            marks[found.end()] = (found.start(), found.end(), "#")
    if findings.removed:
        tags = _any_of(re.escape(item.tag) for item in findings.removed)
        for found in re.finditer(rf"<(?:{tags})(?=[\s/>])", text, re.IGNORECASE):
            marks[found.end()] = (found.start(), found.end(), " #")
        for found in _LIST.finditer(text):
            marks[found.end()] = (found.start(), found.end(), "#=1 ")
    return [marks[insert] for insert in sorted(marks)]


def _any_of(patterns: Iterable[str]) -> str:
    """One pattern for several, the longest first."""
    return "|".join(sorted(set(patterns), key=lambda pattern: (-len(pattern), pattern)))


def _loosen(needle: str) -> str:
    """A pattern for a target as it may be written: with backslashes, with `&amp;`."""
    written = []
    for character in needle:
        if character == "&":
            written.append("&(?:amp;)?")
        elif character.isalnum() or character.isspace():
            written.append(re.escape(character))
        else:
            written.append(rf"\\?{re.escape(character)}")
    return "".join(written)
