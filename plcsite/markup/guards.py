"""Bodies that would take forever to convert are refused before anything reads them."""

from __future__ import annotations

import re

from plcsite.diagnostics import Text, say

LARGEST = 512 * 1024
"""Bytes of a body."""

ABBREVIATIONS = 200
DEEPEST = 100
"""Brackets, quotations and list items within one another."""

_BLANK = re.compile(r"\n[ \t]*\n")
_ABBREVIATION = re.compile(r"^ {0,3}\*\[[^\]\n]+\]:", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]]")
_DEEP_LINE = re.compile(rf"^(?:[ \t]*>){{{DEEPEST},}}|^[ ]{{{2 * DEEPEST},}}(?:[*+-]|\d+[.)]) ", re.MULTILINE)

Excess = tuple[str, int, Text, Text]
"""Code, line from 1 (0: the whole body), message, hint."""


def find_excess(text: str) -> Excess | None:
    """What is too much about a body, if anything."""
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        message = say("the text is longer than {limit} kB", limit=LARGEST // 1024)
        return "body-too-large", 0, message, say("spread it over several pages")
    abbreviations = list(_ABBREVIATION.finditer(text, 0))
    if len(abbreviations) > ABBREVIATIONS:
        line = _line(text, abbreviations[ABBREVIATIONS].start())
        message = say("more than {limit} abbreviations", limit=ABBREVIATIONS)
        return "body-too-large", line, message, say("keep those that readers need")
    deep = _DEEP_LINE.search(text)
    at = deep.start() if deep else _find_deep_bracket(text)
    if at is None:
        return None
    message = say("brackets, quotations or lists are nested more than {limit} deep", limit=DEEPEST)
    return "too-nested", _line(text, at), message, say("take out what was pasted here by mistake")


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _find_deep_bracket(text: str) -> int | None:
    """Where square brackets open one too many times without closing, within one block."""
    start = 0
    for border in [*(found.start() for found in _BLANK.finditer(text)), len(text)]:
        if text.count("[", start, border) > DEEPEST:
            depth = 0
            for found in _BRACKET.finditer(text, start, border):
                depth = depth + 1 if found[0] == "[" else max(0, depth - 1)
                if depth > DEEPEST:
                    return found.start()
        start = border
    return None
