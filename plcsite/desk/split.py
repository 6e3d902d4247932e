"""Makes of one file that holds two languages a file for each: at headings that name them, or where an editor says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from plcsite.config import Language
from plcsite.desk.accept import split_file
from plcsite.desk.start import quote_text
from plcsite.diagnostics import Text, say
from plcsite.fences import FENCE
from plcsite.locales import language_name, own_name
from plcsite.values import Value

_CODE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")


class Halves(Value):
    """What becomes of a file: its own new text, that of the other language's file, and the lines that neither needs.

    `begins` is the line, from 1, at which the other language's words begin.
    """

    own: str
    other: str
    language: str
    begins: int
    dropped: tuple[str, ...]


class Unsure(Value):
    """Why a file can't be split."""

    reason: Text
    hint: Text


def split(
    text: str,
    folder: str,
    title: str,
    languages: Mapping[str, Language],
    *,
    key: str = "",
    at_line: int | None = None,
    second: str = "",
) -> Halves | Unsure:
    """The two files of one in the folder of a language. `at_line` is the first line of the second half, and `second`
    its language where headings don't name it; `key` is stated in both files."""
    lines, fences = split_file(text)
    if fences is None:
        return Unsure(say("it has no front matter"), say("plcsite check says what is wrong with it"))
    start = fences[1] + 1
    marks = _find_marks(lines, start, languages)
    named = [(number, name) for number, name in marks if name]
    if at_line is None and not second and len(named) in (1, 2):
        # A single heading names what follows; what precedes it is in the language of the folder.
        parts = [(start, folder), *named] if len(named) == 1 else named
        separators = {number for number, _ in named}
    else:
        rules = [number for number, name in marks if not name]
        where = at_line - 1 if at_line else rules[0] if len(rules) == 1 else 0
        other = second or _other(folder, languages)
        if not start < where < len(lines) or (at_line is None and not second):
            return _ask(say("it can't be told where the second language begins, or which it is"))
        first = _other(folder, languages) if other == folder else folder
        parts = [(start, first), (where, other)]
        separators = {number for number in (where - 1, where) if number in rules}
    codes = [code for _, code in parts]
    if folder not in codes:
        return _ask(say("its folder’s language is not one of the two"))
    if len(set(codes)) < 2 or "" in codes:
        return _ask(say("both halves seem to be in one language"))
    if "".join(lines[start : parts[0][0]]).strip():
        return _ask(say("there are words before the first heading that names a language"))
    ends = [parts[1][0], len(lines)]
    texts = {
        code: "".join(line for number, line in enumerate(lines[begin:end], begin) if number not in separators)
        for (begin, code), end in zip(parts, ends, strict=True)
    }
    if not all(each.strip() for each in texts.values()):
        return _ask(say("one of the two halves is empty"))
    return _write(lines, fences, texts, folder, title, key, parts, separators)


def _write(
    lines: list[str],
    fences: tuple[int, int],
    texts: Mapping[str, str],
    folder: str,
    title: str,
    key: str,
    parts: Iterable[tuple[int, str]],
    separators: Iterable[int],
) -> Halves:
    end = lines[fences[0]][len(lines[fences[0]].rstrip("\r\n")) :]
    begins, other = next((begin, code) for begin, code in parts if code != folder)
    stated = [f"title: {quote_text(title)}", f"translates: {folder}", *([f"key: {quote_text(key)}"] if key else [])]
    head = "".join(f"{line}{end}" for line in (FENCE, *stated, FENCE, ""))
    own = "".join(lines[: fences[1] + 1]) + texts[folder]
    dropped = tuple(lines[number].strip() for number in sorted(separators))
    return Halves(own, head + texts[other].lstrip("\r\n"), other, begins + 1, dropped)


def _ask(reason: Text) -> Unsure:
    return Unsure(reason, say("say it with --at-line N, the first line of the second half, and --lang, its language"))


def _other(folder: str, languages: Iterable[str]) -> str:
    """The other one of two languages; empty where there are more."""
    others = [code for code in languages if code != folder]
    return others[0] if len(others) == 1 else ""


def _find_marks(lines: list[str], start: int, languages: Mapping[str, Language]) -> list[tuple[int, str]]:
    """The lines that may stand between two languages, with the language that a heading names; empty for a rule."""
    names = _list_names(languages)
    marks: list[tuple[int, str]] = []
    fence = ""
    for number, line in enumerate(lines[start:], start):
        written = line.rstrip("\r\n")
        code = _CODE.match(written)
        if code:
            fence = "" if fence and code[1].startswith(fence) else fence or code[1]
        elif not fence:
            heading = _HEADING.fullmatch(written)
            name = names.get(heading[1].strip("*_ ").casefold(), "") if heading else ""
            # A line of hyphens below words makes a heading of them.
            rule = _RULE.fullmatch(written) and not ("-" in written and lines[number - 1].strip() and number > start)
            if name or rule:
                marks.append((number, name))
    return marks


def _list_names(languages: Mapping[str, Language]) -> Mapping[str, str]:
    """What the languages of the site are called in each other's words, and in their own."""
    return {
        name.casefold(): code
        for code in languages
        for name in (own_name(code), *(language_name(code, other.locale) for other in languages.values()))
    }
