"""Python-Markdown as this site sets it up: Markdown to HTML that nobody has made safe yet."""

from __future__ import annotations

from functools import cache
from typing import Any

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import Pattern
from markdown.util import Registry

from plcsite.languages import read_language
from plcsite.markup.extensions import Community

Patterns = Registry[Pattern]

SIGNS = {
    "backtick": "`",
    "backslash_break": "\\\n",
    "escape": "\\",
    "footnote": "[^",
    "reference": "]:",
    "span": "]{",
    "link": "](",
    "image_link": "![",
    "image_reference": "]:",
    "short_reference": "]:",
    "short_image_ref": "]:",
    "autolink": "://",
    "automail": "@",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
    "em_strong": "",
    "struck": "~~",
}
"""What a text must hold for an inline pattern to find anything. A third of the library's time goes into trying
patterns in vain, each on every stretch of text."""


def render_markdown(text: str, speech: str) -> str:
    """HTML of a Markdown text in the language `speech`, with scripts and all: only for the sanitiser's eyes."""
    markdown, inline, patterns = _prepare(speech)
    chosen = _choose(patterns, tuple(name for name, sign in SIGNS.items() if sign in text))
    markdown.inlinePatterns = inline.inlinePatterns = chosen
    try:
        return markdown.convert(text)
    except Exception:
        # A converter that stopped half-way remembers what it was in; the next text gets a new one.
        _prepare.cache_clear()
        raise
    finally:
        markdown.reset()


@cache
def _choose(patterns: Patterns, names: tuple[str, ...]) -> Patterns:
    """The inline patterns of these names, in their order."""
    chosen = Patterns()
    for name in names:
        chosen.register(patterns[name], name, -patterns.get_index_for_name(name))
    return chosen


@cache
def _prepare(speech: str) -> tuple[Markdown, Any, Patterns]:
    """The converter of a language, made once a process: making one costs as much as converting a post."""
    footnotes = {"SEPARATOR": "-", "BACKLINK_TITLE": "", "BACKLINK_TEXT": "↩"}
    markdown = Markdown(
        output_format="html",
        extensions=[
            AbbrExtension(),
            AttrListExtension(),
            DefListExtension(),
            FootnoteExtension(**footnotes),
            SaneListExtension(),
            TableExtension(use_align_attribute=True),
            Community(read_language(speech, "admonitions")),
        ],
    )
    return markdown, markdown.treeprocessors["inline"], markdown.inlinePatterns
