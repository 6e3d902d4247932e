"""Bodies that would take forever to convert are refused before anything reads them.

Each limit is far above what anyone writes, and keeps one of Python-Markdown's worst cases to a second or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plcsite.diagnostics import Text, say
from plcsite.values import Value

LARGEST = 512 * 1024
"""Bytes of a body."""

PARAGRAPH = 64 * 1024
"""Characters between two blank lines."""

LINES = 1_000
"""Lines between two blank lines."""

NOTES = 1_000
"""Marks of footnotes."""

ABBREVIATIONS = 200

DEEPEST = 100
"""Brackets, quotations, list items and unfinished tags within one another."""

REPEATED = 200
"""The same sign in a row."""

_BLANK = re.compile(r"\n[ \t]*(?=\n)")
_ABBREVIATION = re.compile(r"^ {0,3}\*\[[^\]\n]+\]:", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]]")
_UNFINISHED = re.compile(r"<[a-zA-Z/!?][^<>]*+(?!>)")
_DEEP_LINE = re.compile(rf"^(?:[ \t]*>){{{DEEPEST},}}|^[ ]{{{2 * DEEPEST},}}(?:[*+-]|\d+[.)]) ", re.MULTILINE)
_TWICE = re.compile(r"([^\w\s=-])\1")
_REPEATED = re.compile(rf"([^\w\s=-])\1{{{REPEATED},}}")


class Excess(Value):
    """What is too much about a body: a code, the line from 1 (0: the body as a whole), what to say and to advise."""

    code: str
    line: int
    message: Text
    hint: Text


def find_excess(text: str) -> Excess | None:
    """The first thing that is too much about a body, if anything."""
    return next(_list_excesses(text), None)


def _list_excesses(text: str) -> Iterator[Excess]:
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        message = say("the text is longer than {limit} kB", limit=LARGEST // 1024)
        yield Excess("body-too-large", 0, message, say("spread it over several pages"))
        return
    for start, end in _find_paragraphs(text):
        if end - start > PARAGRAPH or text.count("\n", start, end) > LINES:
            message = say(
                "a paragraph is longer than {limit} kB or {lines} lines", limit=PARAGRAPH // 1024, lines=LINES
            )
            yield Excess(
                "body-too-large", _count_line(text, start), message, say("leave blank lines between its parts")
            )
        if (at := _find_deep_bracket(text, start, end)) is not None:
            yield _report_nesting(text, at)
    deep = text.count(">") >= DEEPEST or " " * 2 * DEEPEST in text
    if deep and (line := _DEEP_LINE.search(text)):
        yield _report_nesting(text, line.start())
    # Of so many in a row, two that stand half as many apart are among those looked at here.
    if _TWICE.search(text[:: REPEATED // 2]) and (repeated := _REPEATED.search(text)):
        message = say("{sign} stands more than {limit} times in a row", sign=repeated[1], limit=REPEATED)
        yield Excess("too-nested", _count_line(text, repeated.start()), message, _MISTAKE)
    if (at := _find_nth(_UNFINISHED, text, DEEPEST)) is not None:
        message = say("more than {limit} tags begin with < and don't end with >", limit=DEEPEST)
        yield Excess("too-nested", _count_line(text, at), message, say("write &lt; for a sign that begins no tag"))
    if text.count("*[") > ABBREVIATIONS and (at := _find_nth(_ABBREVIATION, text, ABBREVIATIONS)) is not None:
        message = say("more than {limit} abbreviations", limit=ABBREVIATIONS)
        yield Excess("body-too-large", _count_line(text, at), message, say("keep those that readers need"))
    if text.count("[^") > NOTES:
        message = say("more than {limit} footnotes", limit=NOTES)
        yield Excess("body-too-large", 0, message, say("spread it over several pages"))


_MISTAKE = say("take out what was pasted here by mistake")


def _report_nesting(text: str, at: int) -> Excess:
    message = say("brackets, quotations or lists are nested more than {limit} deep", limit=DEEPEST)
    return Excess("too-nested", _count_line(text, at), message, _MISTAKE)


def _count_line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _find_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the stretches between blank lines start and end."""
    start = 0
    for found in _BLANK.finditer(text):
        yield start, found.start()
        start = found.end() + 1
    yield start, len(text)


def _find_nth(pattern: re.Pattern[str], text: str, count: int) -> int | None:
    """Where a pattern is found once more than `count` times."""
    for number, found in enumerate(pattern.finditer(text)):
        if number == count:
            return found.start()
    return None


def _find_deep_bracket(text: str, start: int, end: int) -> int | None:
    """Where square brackets open one too many times without closing, in one paragraph."""
    if text.count("[", start, end) <= DEEPEST:
        return None
    depth = 0
    for found in _BRACKET.finditer(text, start, end):
        depth = depth + 1 if found[0] == "[" else max(0, depth - 1)
        if depth > DEEPEST:
            return found.start()
    return None
