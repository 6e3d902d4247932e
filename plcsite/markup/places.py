"""Finds where in the Markdown a link, a picture or a removed tag was written.

Python-Markdown keeps no places, so they are found by experiment: each spot in the source that could be the
origin is given a mark of its own, the text is converted once more, and the marks that come out tell the spots.
What no mark tells is looked for by leaving out one paragraph after the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from plcsite.markup.sanitiser import MARK, Removed
from plcsite.model import Slot
from plcsite.values import Value

Place = tuple[int, int]
"""Line and column in the text, from 1; column 0: the paragraph that starts there; (0, 0): somewhere in the text."""

UNKNOWN: Place = (0, 0)
MOST = 1_000
"""Spots beyond which no mark is planted."""

PARAGRAPHS = 60
"""Paragraphs beyond which none is left out to see what goes with it."""

# Besides backslashes, what makes a target differ from what is written.
_ENTITY = re.compile(r"&#?\w+;")
# What can put the slots in another order than the source: footnotes and definitions of links.
_ELSEWHERE = ("[^", "]:")
_BEFORE = r"(?:(?<=[\s(\"'=:{])|(?<=<)(?=[^<>\s]*[:@])|\A)"
_AFTER = r"(?![\w/%#=&-])"
_LIST = re.compile(r"\{:?[ ]*(?=[^{}\n]+\})")


class Findings(Value):
    """What one conversion of a text gave, whose places are looked for."""

    slots: tuple[Slot, ...]
    removed: tuple[Removed, ...]


class Places(Value):
    """The places of findings, in their order."""

    slots: tuple[Place, ...]
    removed: tuple[Place, ...]


def find_places(text: str, findings: Findings, convert: Callable[[str], Findings]) -> Places:
    """Where each finding of a text was written: exactly, or its paragraph, or unknown; never a wrong place."""
    if not findings.slots and not findings.removed:
        return Places((), ())
    slots = None if "\\" in text or _ENTITY.search(text) else _count_slots(text, findings.slots)
    removed: list[int | None] = []
    if slots is None or findings.removed:
        marked, removed = _experiment(text, findings, convert)
        slots = marked if slots is None else slots
    exact = [*slots, *removed]
    paragraphs = _search_paragraphs(text, findings, convert) if None in exact else [None] * len(exact)
    places = [_show(text, spot, paragraph) for spot, paragraph in zip(exact, paragraphs, strict=True)]
    return Places(tuple(places[: len(slots)]), tuple(places[len(slots) :]))


def _show(text: str, spot: int | None, paragraph: int | None) -> Place:
    offset = spot if spot is not None else paragraph
    if offset is None:
        return UNKNOWN
    line = text.count("\n", 0, offset) + 1
    return line, 0 if spot is None else offset - text.rfind("\n", 0, offset)


def _search_paragraphs(text: str, findings: Findings, convert: Callable[[str], Findings]) -> list[int | None]:
    """Where the paragraph of each finding starts: that without which it would not be."""
    paragraphs = [found.span() for found in re.finditer(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text)]
    keys = _list_keys(findings)
    if len(paragraphs) > PARAGRAPHS:
        return [None] * len(keys)
    whole = Counter(keys)
    origins: dict[object, list[int]] = {key: [] for key in whole}
    for start, end in paragraphs:
        rest = Counter(_list_keys(convert(text[:start] + text[end:])))
        for key, count in whole.items():
            origins[key] += [start] * (count - rest[key])
    # A footnote or a definition is taken for two paragraphs, and changes the order: then nothing is sure.
    sure = {key for key, places in origins.items() if len(places) == whole[key]}
    sure = {key for key in sure if len(set(origins[key])) == 1 or "[^" not in text}
    places = {key: iter(origins[key]) for key in sure}
    return [next(places[key]) if key in places else None for key in keys]


def _list_keys(findings: Findings) -> list[object]:
    """What tells one finding from another, wherever it stands."""
    slots = [(type(slot).__name__, slot.target) for slot in findings.slots]
    return [*slots, *((item.loss, item.tag, item.name, item.value) for item in findings.removed)]


def _list_forms(target: str) -> Iterator[str]:
    """A target, and how it is written where its scheme was added for the editor."""
    yield target
    for prefix in ("mailto:", "https:", "https://"):
        if target.startswith(prefix):
            yield target.removeprefix(prefix)


def _count_slots(text: str, slots: Sequence[Slot]) -> list[int | None] | None:
    """The spots of all slots where each target stands in the text as often as it came out, else None.

    Holds only for a text in which targets are written as they come out. Then the n-th one written is the n-th one that
    came out, or, where that may come from elsewhere in the text, the only one is the only one.
    """
    most = 1 if any(sign in text for sign in _ELSEWHERE) else len(slots)
    wanted: dict[str, list[int]] = {}
    for number, slot in enumerate(slots):
        wanted.setdefault(list(_list_forms(slot.target))[-1], []).append(number)
    if len(wanted) > MOST:
        return None
    spots: list[int | None] = [None] * len(slots)
    for needle, numbers in wanted.items():
        if not needle or len(numbers) > most or text.count(needle) != len(numbers):
            return None
        at = -1
        for number in numbers:
            at = text.find(needle, at + 1)
            start = at - len(slots[number].target) + len(needle)
            spots[number] = spot = start if start >= 0 and text.startswith(slots[number].target, start) else at
            if (before := text[max(0, spot - 1) : spot]) and before not in "(<\"'= \n":
                return None
    return spots


def _experiment(
    text: str, findings: Findings, convert: Callable[[str], Findings]
) -> tuple[list[int | None], list[int | None]]:
    """The spots of slots and of what was removed, by marking all candidates and converting once more."""
    marks = _list_candidates(text, findings)
    lost: tuple[list[int | None], list[int | None]] = [None] * len(findings.slots), [None] * len(findings.removed)
    if len(marks) > MOST:
        return lost
    parts: list[str] = []
    done = 0
    for number, (_, insert, around) in enumerate(marks):
        parts += [text[done:insert], around.replace("#", f"zq{number}qz")]
        done = insert
    marked = convert("".join([*parts, text[done:]]))
    slots = [_read_mark(MARK.findall(slot.target), marks) for slot in marked.slots]
    removed = [_read_mark([*item.marks, *MARK.findall(item.value)], marks) for item in marked.removed]
    # A mark may have changed what the text means; then what it told is worth nothing.
    same = [MARK.sub("", slot.target) for slot in marked.slots] == [slot.target for slot in findings.slots]
    alike = [(item.loss, item.tag, item.name) for item in marked.removed]
    same_removed = alike == [(item.loss, item.tag, item.name) for item in findings.removed]
    return slots if same else lost[0], removed if same_removed else lost[1]


def _read_mark(told: Sequence[int | str], marks: Sequence[tuple[int, int, str]]) -> int | None:
    return marks[int(told[0])][0] if told and int(told[0]) < len(marks) else None


def _list_candidates(text: str, findings: Findings) -> list[tuple[int, int, str]]:
    """Where findings may have been written: the spot, where its mark goes, and the mark with # for its number."""
    marks: dict[int, tuple[int, int, str]] = {}
    values = [slot.target for slot in findings.slots] + [item.value for item in findings.removed if item.name]
    if pattern := _any_of(_loosen(form) for value in values for form in _list_forms(value) if form):
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
