"""Says in a file which words it was translated from, and changes nothing else in it."""

from __future__ import annotations

import re
from typing import Any

from plcsite.fences import find_fences
from plcsite.nodes import Scalar, Table, bare, decode, read_yaml

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_KEY = "translates"


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends, which are those of any system."""
    return _LINE.findall(text)


def split_file(text: str) -> tuple[list[str], tuple[int, int] | None]:
    """The lines of a file, and those of its fences; None where it has no front matter."""
    lines = split_lines(text)
    first, last = find_fences([line.removeprefix("\ufeff") for line in lines])
    return lines, None if first is None or last is None else (first, last)


def stamp(data: bytes, line: str) -> bytes | None:
    """The file with the line `translates: …` in its front matter; None where it is written too oddly to be sure.

    All other bytes stay: line ends, byte order mark, quotes, comments and the body.
    """
    text = data.decode("utf-8")
    lines, fences = split_file(text)
    table = _read(text)
    if fences is None or table is None:
        return None
    value = line.removeprefix(f"{_KEY}: ")
    if _KEY in table.values:
        number = fences[0] + table.places[_KEY].line
        written = _replace(lines[number], table.values[_KEY], value)
        if written is None:
            return None
        lines[number] = written
    else:
        indent = min((place.column for place in table.places.values()), default=1) - 1
        lines.insert(fences[1], f"{' ' * indent}{line}{_end_of(lines[fences[0]])}")
    stamped = "".join(lines)
    before, after = _bare(text), _bare(stamped)
    # Read again, so that no notation of YAML can turn the edit into another one.
    return stamped.encode() if after == {**before, _KEY: value} else None


def _replace(line: str, node: Any, value: str) -> str | None:
    """A line `translates: …` with another value, its quotes and its comment kept."""
    if not isinstance(node, Scalar):
        return None
    at = node.location.column - 1
    if not node.text:
        return f"{line[:at].rstrip()} {value}{line[at:]}"
    if line[at : at + 1] in "'\"":
        at += 1
    if not line.startswith(node.text, at):
        return None
    return line[:at] + value + line[at + len(node.text) :]


def _end_of(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _read(text: str) -> Table | None:
    """The front matter, its lines counted from the fence."""
    shown = decode(text.encode(), "").value.split("\n")
    first, last = find_fences(shown)
    if first is None or last is None:
        return None
    read = read_yaml("".join(f"{line}\n" for line in shown[first + 1 : last]), "", 1)
    return None if read.diagnostics else read.value


def _bare(text: str) -> dict[str, Any]:
    table = _read(text)
    return bare(table) if table else {}
