"""Ways around work of Python-Markdown's that comes to nothing, or to one thing only, for the text at hand.

Each looks for what a step needs before it could do anything, and else leaves the step to the library; so a
converter gives the same HTML with and without them, which a test holds them to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import DelimiterProcessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from plcsite.markup.inline import Inline, Pattern, Signs
from plcsite.values import Value

_ALWAYS: Signs = ("",)

# Signs of which a text must hold one, or else a step does nothing; a step without a row here is always taken.
BLOCKS: Mapping[str, Signs] = {
    "admonition": ("!!!",),
    "empty": _ALWAYS,
    "indent": _ALWAYS,
    "defindent": _ALWAYS,
    "code": _ALWAYS,
    "table": ("|",),
    "hashheader": ("#",),
    "setextheader": ("=", "-"),
    "hr": ("-", "_", "*"),
    "olist": _ALWAYS,
    "ulist": _ALWAYS,
    "deflist": (":",),
    "quote": (">",),
    "footnote": ("[^",),
    "abbr": ("*[",),
    "reference": ("]:",),
    "paragraph": _ALWAYS,
}
TREES: Mapping[str, Signs] = {
    "inline": _ALWAYS,  # patterns ask for it by its name
    "footnote": ("[^",),
    "footnote-duplicate": ("[^",),
    "attr_list": ("{",),
    "abbr": ("*[",),
    "unescape": ("\\",),
}
PATTERNS: Mapping[str, Signs] = {
    "backtick": ("`",),
    "backslash_break": ("\\\n",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "span": ("]{",),
    "link": ("](",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("://",),
    "automail": ("@",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
    "struck": ("~~",),
}
_DEFINITION = "]:"
_REFERENCES = frozenset({"reference", "image_reference", "short_reference", "short_image_ref"})
"""Patterns that find something only where a definition stands anywhere in the text."""

_SIGNS = frozenset(
    [
        *_ALWAYS,
        _DEFINITION,
        *(sign for table in (BLOCKS, TREES, PATTERNS) for signs in table.values() for sign in signs),
    ]
)
_CHARACTERS = frozenset("".join(_SIGNS))

_BLANK = re.compile(r"\n +(?:\n|\Z)")
# How a block, and a line in it, begins of which one of `BLOCKS` could make anything but a paragraph.
_FIRST = re.compile(r"\Z|\n| {4}| {0,3}[!#=\-_*+\d:>\[]")
_NEXT = re.compile(r"\n {0,3}[!#=\-_*+\d:>\[]")
_EMPHASIS = re.compile(r"(?<!\S)(\*\*?)(?!\s)([^*_]+)(?<!\s)\1(?!\*)")


class Shortcuts(Extension):
    """To be the last extension of a converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.block_level_elements = frozenset(md.block_level_elements)  # type: ignore[assignment] # only looked into
        md.preprocessors.register(_Whitespace(md), "normalize_whitespace", 30)
        md.preprocessors.register(_HtmlBlocks(md), "html_block", 20)
        if _knows_all(BLOCKS, md.parser.blockprocessors):
            md.parser.blockprocessors.register(_Paragraphs(md.parser), "plain_paragraph", 200)
        md.inlinePatterns.register(_Emphasis("*", "strong,em", md), "em_strong", 60)
        md.delimiters.add("_", "strong,em", smart=True)  # type: ignore[union-attr] # the line above set it
        inline = Inline(md)
        if not any(pattern.ANCESTOR_EXCLUDES for pattern in md.inlinePatterns):
            md.treeprocessors.register(inline, "inline", 20)
        # The last to see the lines, so that signs stand as the steps will see them.
        md.preprocessors.register(_Choice(md, inline), "choice", 0)


def _knows_all(table: Mapping[str, Signs], registry: Registry[Any]) -> bool:
    return len(table) == len(registry) and all(name in registry for name in table)


class _Step(Value):
    """A processor or pattern of the library, by its name."""

    name: str
    does: Any
    signs: Signs


class _Choice(Preprocessor):
    """Leaves out the steps that need what the text at hand doesn't hold."""

    def __init__(self, md: Markdown, inline: Inline) -> None:
        super().__init__(md)
        self.inline = inline
        self.blocks = _list_steps(md.parser.blockprocessors, BLOCKS)
        self.trees = _list_steps(md.treeprocessors, TREES)
        self.patterns = _list_steps(md.inlinePatterns, PATTERNS)
        self.choose = lru_cache(maxsize=256)(self._choose)

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        characters = {character for character in _CHARACTERS if character in text}
        held = frozenset(sign for sign in _SIGNS if characters.issuperset(sign) and sign in text)
        self.md.parser.blockprocessors, self.md.treeprocessors, self.inline.patterns = self.choose(held)
        return lines

    def _choose(self, held: frozenset[str]) -> tuple[Any, Registry[Treeprocessor], tuple[Pattern, ...]]:
        """The block processors, tree processors and patterns for a text that holds these signs."""
        blocks: list[BlockProcessor] = [step.does for step in self.blocks if not held.isdisjoint(step.signs)]
        trees: Registry[Treeprocessor] = Registry()
        for at, step in enumerate(self.trees):
            if not held.isdisjoint(step.signs):
                trees.register(step.does, step.name, -at)
        without = frozenset() if _DEFINITION in held else _REFERENCES
        patterns = [step for step in self.patterns if not held.isdisjoint(step.signs) and step.name not in without]
        return blocks, trees, tuple((step.does, step.signs) for step in patterns)


def _list_steps(registry: Registry[Any], table: Mapping[str, Signs]) -> list[_Step]:
    names = {registry.get_index_for_name(name): name for name in table if name in registry}
    return [
        _Step(name, step, table.get(name, _ALWAYS))
        for name, step in ((names.get(at, f"step {at}"), step) for at, step in enumerate(registry))
    ]


class _Whitespace(NormalizeWhitespace):
    """Leaves lines alone that are normal."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if any(character in text for character in "\x02\x03\r\t") or _BLANK.search(text):
            return super().run(lines)
        return [*lines, "", ""]


class _HtmlBlocks(HtmlBlockPreprocessor):
    """Looks for HTML only where there is a tag or an entity."""

    def run(self, lines: list[str]) -> list[str]:
        return super().run(lines) if any("<" in line or "&" in line for line in lines) else lines


class _Paragraphs(ParagraphProcessor):
    """Takes what only a paragraph can become, before all other processors are asked."""

    def test(self, parent: Element, block: str) -> bool:
        return "|" not in block and not _FIRST.match(block) and not _NEXT.search(block)


class _Emphasis(DelimiterProcessor):
    """Takes emphasis as it stands around words that hold no further stars and underscores."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - both the library's ways
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        found = None if self.regions else _EMPHASIS.match(data, m.start())
        if found is None:
            return super().handleMatch(m, data)
        element = Element("strong" if len(found[1]) == 2 else "em")
        element.text = found[2]
        return element, found.start(), found.end()
