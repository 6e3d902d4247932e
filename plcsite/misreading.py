"""Why a YAML parser can't read on, in plain words, at the text that an editor has to change.

The parser tells where it stumbled; the cause is often a quote or a bracket further up. Pure text: no parser here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from plcsite.diagnostics import Text, say
from plcsite.values import Value

_LINE = re.compile(r"(?P<before>\s*(?:- +)*(?P<key>[\w-]+):\s+)(?P<text>\S.*?)\s*")
_WHOLE = {
    "'": re.compile(r"'(?:[^']|'')*'(?:\s+#.*)?"),
    '"': re.compile(r'"(?:[^"\\]|\\.)*"(?:\s+#.*)?'),
    "[": re.compile(r".*\](?:\s+#.*)?"),
    "{": re.compile(r".*\}(?:\s+#.*)?"),
}
_SIGNS = "*&!@`%|>?-,]}"


class Mistake(Value):
    """A place in the text, line and column from 0, what is wrong there, and what mends it."""

    line: int
    column: int
    message: Text
    hint: Text | None = None


class Stumble(Value):
    """What the parser says: its problem, where, and the line at which it began what it could not finish."""

    problem: str
    line: int
    column: int
    began: int


def explain(stumble: Stumble, text: str) -> Mistake:
    """The mistake behind a stumble."""
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    line = min(stumble.line, last)
    for number in range(line + 1):
        indented = lines[number].strip() and "\t" in lines[number][: _indent(lines[number])]
        if indented or (number == line and "'\\t'" in stumble.problem):
            return Mistake(
                number, max(lines[number].find("\t"), 0), say("a tab; YAML is indented with spaces"), _TWO_SPACES
            )
    return (
        _find_quote(lines[: line + 1])
        or _find_sign(lines, sorted({stumble.began, line}))
        or _explain_line(stumble, lines, line)
    )


def quote(line: str) -> str:
    """A line `key: text` with its text in quotes; empty for any other line."""
    found = _LINE.fullmatch(line)
    return f"{found['key']}: {_quote(found['text'])}" if found else ""


def _quote(text: str) -> str:
    if text[0] == '"' and text.count('"') == 1:
        return f'{text}"'
    if '"' in text and "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_TWO_SPACES = say("replace the tab by two spaces")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _find_quote(lines: Sequence[str]) -> Mistake | None:
    """The first text whose quotes don't match: a later one only seems to be wrong."""
    for number, line in enumerate(lines):
        found = _LINE.fullmatch(line)
        if found and found["text"][0] in "'\"" and not _WHOLE[found["text"][0]].fullmatch(found["text"]):
            message = say("the quotes around the text of “{key}” don’t match", key=found["key"])
            return Mistake(number, len(found["before"]), message, _advise(line))
    return None


def _find_sign(lines: Sequence[str], suspects: Sequence[int]) -> Mistake | None:
    """A text that begins with a sign of YAML's own."""
    for number in suspects:
        found = _LINE.fullmatch(lines[number]) if number < len(lines) else None
        if found is None:
            continue
        sign = found["text"][0]
        if sign in "[{":
            closed = bool(_WHOLE[sign].fullmatch(found["text"]))
            if closed:
                continue
            going_on = "]" in found["text"] or "}" in found["text"]
            message = (
                say(
                    "the text of “{key}” begins with {sign}, which begins a list or a table",
                    key=found["key"],
                    sign=sign,
                )
                if going_on
                else say("a {sign} that is not closed", sign=sign)
            )
            advice = say("close it, or put the text in quotes: {line}", line=quote(lines[number]))
            return Mistake(number, len(found["before"]), message, _advise(lines[number]) if going_on else advice)
        if sign in _SIGNS:
            message = say("the text of “{key}” begins with {sign}, a sign of YAML’s own", key=found["key"], sign=sign)
            return Mistake(number, len(found["before"]), message, _advise(lines[number]))
    return None


def _advise(line: str) -> Text:
    return say("put the text in quotes: {line}", line=quote(line))


def _explain_line(stumble: Stumble, lines: Sequence[str], line: int) -> Mistake:
    """What is left: colons, indentation, and lines that state nothing."""
    written, problem = lines[line], stumble.problem
    if "mapping values are not allowed" in problem:
        above = lines[line - 1] if line else ""
        if _indent(written) > _indent(above) and _LINE.fullmatch(above):
            message = say("an indented line goes on with the text above it, and this one has a key of its own")
            hint = say("begin the line with “{word}”", word=written.split()[0])
            return Mistake(line, _indent(written), message, hint)
        message = say("a colon followed by a space inside a text")
        return Mistake(line, stumble.column, message, _advise(written) if quote(written) else None)
    if "could not find expected ':'" in problem:
        began = lines[min(stumble.began, line)]
        glued = re.fullmatch(r"(\s*)([\w-]+):(\S.*)", began)
        if glued:
            hint = say("write {line}", line=f"{glued[2]}: {glued[3]}")
            return Mistake(min(stumble.began, line), _indent(began), say("a colon without a space behind it"), hint)
        return Mistake(min(stumble.began, line), _indent(began), say("a line without a colon"), say("write key: value"))
    if "document start" in problem:
        return Mistake(line, 0, say("the front matter was ended by dots above"), say("remove the line of dots"))
    if "block" in problem or "expected key" in problem:
        message = say("the indentation does not fit the lines above")
        return Mistake(line, _indent(written), message, say("line it up with the keys above it"))
    message = say("this is not valid YAML ({problem})", problem=problem)
    return Mistake(line, stumble.column, message, _advise(written) if quote(written) else None)
