"""The running text of Markdown at its own places: code, addresses, tags and phrases in other languages become spaces.

A rough reading, made for guesses about content: what it takes too much of stays unsaid. No text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CODE = r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*(?s:.*?)(?:^[ \t>]*(?P=fence)|\Z)"
_SILENT = re.compile(
    "|".join(
        (
            _CODE,
            r"<!--(?s:.*?)(?:-->|\Z)",
            r"^(?:\t| {4})[^\n]*",
            r"(?P<tick>`{1,3})(?!`)[^`\n]++(?P=tick)(?!`)",
            r"\[[^\[\]\n]*+\]\{[^{}\n]*\blang=[^{}\n]*\}",
            r"(?<=\])\((?:[^()\n]|\([^()\n]*+\))*+\)",
            r"(?<=\])\[[^\[\]\n]*+\]",
            r"^ {0,3}\[[^\[\]\n]++\]:[^\n]*",
            r"(?:\bhttps?://|\bwww\.)[^\s<>()]++",
            r"</?[a-zA-Z][^<>]*+>",
            r"\{[^{}\n]*+\}",
        )
    ),
    re.MULTILINE,
)
_FENCES = re.compile(_CODE, re.MULTILINE)
_FOREIGN = re.compile(r"^(#{1,6})(?!#)[^\n]*\{[^{}\n]*\blang=", re.MULTILINE)
_HEADING = re.compile(r"^(?:(?P<signs>#{1,6})(?!#)|(?=\S)[^\n#>|]+\n(?P<line>=+|-+)[ \t]*$)", re.MULTILINE)
_MARKS = str.maketrans("*_[]", "    ")
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


def find_prose(markdown: str) -> str:
    """The text with all that is no prose as spaces: every line and column is that of the source."""
    return blank_marks(_SILENT.sub(lambda found: _blank(found[0]), _leave_out_sections(markdown)))


def blank_marks(markdown: str) -> str:
    """The text with the marks of emphasis and links as spaces."""
    return markdown.translate(_MARKS)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _leave_out_sections(markdown: str) -> str:
    """The text without the sections whose heading says that they are in another language."""
    if "lang=" not in markdown:
        return markdown
    parts, done = [], 0
    while found := _FOREIGN.search(markdown, done):
        after = re.compile(rf"^#{{1,{len(found[1])}}}(?!#)", re.MULTILINE).search(markdown, found.end())
        end = after.start() if after else len(markdown)
        parts += [markdown[done : found.start()], _blank(markdown[found.start() : end])]
        done = end
    return "".join([*parts, markdown[done:]])


def list_paragraphs(prose: str) -> list[tuple[int, str]]:
    """The paragraphs of prose, each with its first line, from 1."""
    listed, line, done = [], 1, 0
    for found in _PARAGRAPH.finditer(prose):
        line += prose.count("\n", done, found.start())
        listed.append((line, found[0]))
        done = found.start()
    return listed


def locate_code(markdown: str) -> list[int]:
    """The lines, from 1, on which fenced blocks of code begin."""
    if "```" not in markdown and "~~~" not in markdown:
        return []
    return [markdown.count("\n", 0, found.start("fence")) + 1 for found in _FENCES.finditer(markdown)]


def locate_headings(markdown: str, levels: Sequence[int]) -> list[int]:
    """The lines, from 1, of a body's headings, whose levels are known; zeros where they can't be told for sure."""
    text = _FENCES.sub(lambda found: _blank(found[0]), markdown)
    found = [
        (each, len(each["signs"]) if each["signs"] else 1 + (each["line"][0] == "-"))
        for each in _HEADING.finditer(text)
    ]
    shift = any(level == 1 for _, level in found)
    if [min(6, level + shift) for _, level in found] != list(levels):
        return [0] * len(levels)
    return [text.count("\n", 0, each.start()) + 1 for each, _ in found]
