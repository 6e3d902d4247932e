"""Lines of Markdown brought into the form Python-Markdown reads: fences at any depth, lists as on GitHub."""

from __future__ import annotations

import re
from html import escape

from markdown import Markdown
from markdown.preprocessors import Preprocessor

_QUOTE = r"(?P<quote>(?: {0,3}> ?)*)"
_FENCE = re.compile(_QUOTE + r"(?P<indent> *)(?P<fence>`{3,}|~{3,})[ ]*(?P<info>[^`]*)$")
_INFO = re.compile(r"\{?\s*\.?([A-Za-z0-9+#-]+)")
_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[*+-]|(?P<number>\d{1,9})[.)])(?P<gap> +|$)(?P<text>.*)$")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
_HEADING = re.compile(r"#{1,6} |(?:=+|-+) *$")
_PREFIX = re.compile(_QUOTE)


class Fences(Preprocessor):
    """Fenced code, also inside lists and quotes, is put away before anything else reads it."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "```" not in text and "~~~" not in text:
            return lines
        written: list[str] = []
        at = 0
        dead: set[str] = set()  # fences known to have no end below: each is looked for once
        while at < len(lines):
            found = _FENCE.match(lines[at]) if "```" in lines[at] or "~~~" in lines[at] else None
            end = self._find_end(lines, at + 1, found, dead) if found else 0
            if found is None or not end:
                written.append(lines[at])
                at += 1
                continue
            placeholder = self._stash(lines[at + 1 : end], found)
            margin = found["quote"] + found["indent"]
            block = [margin + placeholder]
            # In a list a blank line would make the list loose, so only what stands free gets one.
            written += block if found["indent"] else [found["quote"].rstrip(), *block, found["quote"].rstrip()]
            at = end + 1
        return written

    def _find_end(self, lines: list[str], start: int, found: re.Match[str], dead: set[str]) -> int:
        """The line that closes a fence; 0 where none does."""
        fence = found["fence"]
        depth = found["quote"].count(">")
        name = f"{depth}{fence}"
        if name in dead:
            return 0
        for at in range(start, len(lines)):
            prefix, rest = _split_quote(lines[at], depth)
            if prefix.count(">") < depth:
                return 0
            bare = rest.strip()
            if bare.startswith(fence) and not bare.strip(fence[0]):
                return at
        dead.add(name)
        return 0

    def _stash(self, lines: list[str], found: re.Match[str]) -> str:
        depth = found["quote"].count(">")
        margin = len(found["indent"])
        texts = [_split_quote(line, depth)[1] for line in lines]
        code = "\n".join(text[min(margin, len(text) - len(text.lstrip(" "))) :] for text in texts)
        info = _INFO.match(found["info"])
        language = f' class="language-{info[1]}"' if info else ""
        html = f"<pre><code{language}>{escape(code, quote=False)}\n</code></pre>"
        placeholder: str = self.md.htmlStash.store(html)
        return placeholder


def _split_quote(line: str, depth: int) -> tuple[str, str]:
    """A line as its marks of quotation, at most `depth` of them, and the rest."""
    rest = line
    for _ in range(depth):
        found = re.match(r" {0,3}> ?", rest)
        if found is None:
            break
        rest = rest[found.end() :]
    return line[: len(line) - len(rest)], rest


class Lists(Preprocessor):
    """Lists as people bring them from GitHub: right after a paragraph, nested by two spaces, `1)`, ended by a heading.

    Every line that belongs to a list is given the indent of four a level that Python-Markdown wants.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._forget("")

    def _forget(self, prefix: str) -> None:
        self.prefix = prefix
        self.items: list[tuple[int, int]] = []  # of the open items: indent of the mark, and of the text
        self.before = ""  # the line before, without its quotation marks
        self.begun = False  # whether the lines since the last blank one began with an item

    def run(self, lines: list[str]) -> list[str]:
        self._forget("")
        written: list[str] = []
        for line in lines:
            quoted = _PREFIX.match(line) if ">" in line else None
            prefix = quoted[0] if quoted else ""
            if prefix != self.prefix and prefix.count(">") != self.prefix.count(">"):
                self._forget(prefix)
            bare = line[len(prefix) :]
            written += [prefix + part for part in self._write(bare)] if prefix else self._write(bare)
            self.before = bare
        return written

    def _write(self, line: str) -> list[str]:
        if not line.strip():
            self.begun = False
            return [line]
        item = _ITEM.match(line)
        if item and not _RULE.match(line) and self._accepts(item):
            return self._write_item(item)
        if _HEADING.match(line):
            # A heading ends what is open and stands alone; thousands in one block take minutes.
            lines = [line, ""] if not self.items else ["", line, ""]
            self._forget(self.prefix)
            return lines
        if not self.items:
            return [line]
        indent = len(line) - len(line.lstrip(" "))
        if self.before.strip():  # the paragraph of the item goes on, indented or not
            return [" " * 4 * (len(self.items) - 1) + line.lstrip(" ") if indent else line]
        while self.items and indent < min(self.items[-1][1], self.items[-1][0] + 2):
            self.items.pop()
        if not self.items:
            return [line]
        return [" " * (4 * len(self.items) + max(0, indent - self._margin(indent))) + line.lstrip(" ")]

    def _margin(self, indent: int) -> int:
        """Where the text of the innermost item starts, as this line counts it: by the text, or by four a level."""
        return max(margin for margin in (self.items[-1][0] + 2, self.items[-1][1]) if margin <= indent)

    def _accepts(self, item: re.Match[str]) -> bool:
        """Whether a line that looks like an item is one."""
        indent = len(item["indent"])
        if self.items:
            mark, text = self.items[-1]
            return indent < text + 4 or indent < mark + 6
        if indent > 3:
            return False
        # A paragraph is broken only by what can't be prose: not by a year at the start of a line.
        return not self.before.strip() or (item["number"] in (None, "1") and bool(item["text"].strip()))

    def _write_item(self, item: re.Match[str]) -> list[str]:
        indent = len(item["indent"])
        free = self.before.strip() != "" and not self.begun
        self.begun = True
        while self.items and indent < self.items[-1][0] + 2:
            self.items.pop()
        level = len(self.items)
        gap = len(item["gap"]) if len(item["gap"]) < 5 else 1
        self.items.append((indent, indent + len(item["mark"]) + gap))
        mark = f"{item['number']}." if item["number"] else item["mark"]
        line = " " * 4 * level + f"{mark} {item['text']}"
        return ["", line] if free else [line]
