"""Quotes, apostrophes, dashes and ellipses as a language sets them.

Works on the text of one block as a whole, however many elements it runs through, so that a quote
that opens in front of an emphasis is closed behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from plcsite.languages import read_language
from plcsite.values import Value

Segment = tuple[str, str | None]
"""A stretch of a block's text and its language; None: not to be touched (code, an address)."""

_TRIGGER = re.compile(
    r"(?P<quote>[\"'])"
    r"|(?<![-!])(?P<dash>---?)(?!-|>|&gt;)"
    r"|(?<=\s)(?P<hyphen>-)(?=\s)"
    r"|(?<!\.)(?P<dots>\.{3})(?!\.)"
)
_OPENERS = frozenset("([{<>«„“‘¿¡-–—/=;|")
_CLOSERS = frozenset(".,;:!?)]}»”’…")
_WORD = re.compile(r"\w+'?")
_YEARS = re.compile(r"\d\ds?(?![\w'])")


class Habits(Value):
    """How a language sets its quotes: opening and closing marks, and words that begin with an apostrophe."""

    double: tuple[str, str]
    single: tuple[str, str]
    apostrophes: frozenset[str]


@cache
def read_habits(language: str) -> Habits:
    """The habits of a language; the general rule where its file has none."""
    table = read_language(language, "typography")
    double = table.get("double", ("“", "”"))
    single = table.get("single", ("‘", "’"))
    return Habits((double[0], double[1]), (single[0], single[1]), frozenset(table.get("apostrophes", ())))


def has_marks(text: str) -> bool:
    """Whether a text holds anything that could be set otherwise."""
    return '"' in text or "'" in text or "-" in text or "..." in text


def typeset(text: str, language: str) -> str:
    """A line of text with the quotes and dashes of its language."""
    return typeset_segments([(text, language)])[0]


def typeset_segments(segments: Sequence[Segment]) -> list[str]:
    """The texts of one block, typeset together, each by its own language.

    The texts may be plain or escaped for HTML, with quotes left as they are.
    """
    whole = "".join([text for text, _ in segments])
    if _TRIGGER.search(whole) is None:
        return [text for text, _ in segments]
    scribe = _Scribe(whole)
    written = []
    start = 0
    for text, language in segments:
        end = start + len(text)
        written.append(text if language is None else scribe.write(start, end, read_habits(language)))
        start = end
    return written


class _Scribe:
    """Walks through a block once and knows which quotes stand open."""

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self.open = {'"': 0, "'": 0}
        # Where the last opening quote ended: a quote right behind it opens as well.
        self.opened_at = 0

    def write(self, start: int, end: int, habits: Habits) -> str:
        parts = []
        done = start
        for found in _TRIGGER.finditer(self.whole, start, end):
            if found.end() > end:
                break
            parts += [self.whole[done : found.start()], self._replace(found, habits)]
            done = found.end()
        parts.append(self.whole[done:end])
        return "".join(parts)

    def _replace(self, found: re.Match[str], habits: Habits) -> str:
        if found["dots"]:
            return "…"
        if found["hyphen"]:
            return "–"
        if found["dash"]:
            return self._dash(found)
        double = found["quote"] == '"'
        return (self._double if double else self._single)(found.start(), habits)

    def _dash(self, found: re.Match[str]) -> str:
        before, after = self._around(found.start(), found.end())
        if (not before or before.isspace()) and after.isalnum():
            return found[0]  # an option of a command: --strict
        return "—" if len(found[0]) == 3 else "–"

    def _around(self, start: int, end: int) -> tuple[str, str]:
        return self.whole[start - 1 : start] if start else "", self.whole[end : end + 1]

    def _opens(self, at: int) -> bool:
        """Whether a quote here can be an opening one, by what stands around it."""
        before, after = self._around(at, at + 1)
        if not after or after.isspace():
            return False
        free = at == self.opened_at or before.isspace() or before in _OPENERS
        return free and not (after in _CLOSERS and self.open[self.whole[at]] > 0)

    def _double(self, at: int, habits: Habits) -> str:
        before, _ = self._around(at, at + 1)
        if self._opens(at):
            self.open['"'] += 1
            self.opened_at = at + 1
            return habits.double[0]
        if self.open['"']:
            self.open['"'] -= 1
            return habits.double[1]
        return '"' if before.isdigit() else habits.double[1]  # 19" is a measure

    def _single(self, at: int, habits: Habits) -> str:
        before, after = self._around(at, at + 1)
        if before.isdigit() and (after.isdigit() or (after == '"' and not self.open["'"])):
            return "'"  # 5'10" is a measure
        if before.isalnum() and after.isalnum():
            return "’"
        if self._opens(at):
            if self._elides(at, habits):
                return "’"
            self.open["'"] += 1
            self.opened_at = at + 1
            return habits.single[0]
        if self.open["'"]:
            self.open["'"] -= 1
            return habits.single[1]
        return "’"

    def _elides(self, at: int, habits: Habits) -> bool:
        """Whether an apostrophe stands here for letters left out: 's avonds, '90, 'twas, rock 'n' roll."""
        if _YEARS.match(self.whole, at + 1):
            return True
        word = _WORD.match(self.whole, at + 1)
        return word is not None and word[0].lower() in habits.apostrophes
