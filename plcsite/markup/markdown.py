"""Python-Markdown as this site sets it up: Markdown to HTML that nobody has made safe yet."""

from __future__ import annotations

from functools import cache

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from plcsite.languages import read_language
from plcsite.markup.extensions import Community
from plcsite.markup.shortcuts import Shortcuts


def render_markdown(text: str, speech: str) -> str:
    """HTML of a Markdown text in the language `speech`, with scripts and all: only for the sanitiser's eyes."""
    markdown = _prepare(speech)
    try:
        return markdown.convert(text)
    except Exception:
        # A converter that stopped half-way remembers what it was in; the next text gets a new one.
        _prepare.cache_clear()
        raise
    finally:
        markdown.reset()


@cache
def _prepare(speech: str) -> Markdown:
    """The converter of a language, made once a process: making one costs as much as converting a post."""
    return make_converter(speech, Shortcuts())


def make_converter(speech: str, *more: Extension) -> Markdown:
    """Python-Markdown with our extensions, and with more of them."""
    footnotes = {"SEPARATOR": "-", "BACKLINK_TITLE": "", "BACKLINK_TEXT": "↩"}
    return Markdown(
        output_format="html",
        extensions=[
            AbbrExtension(),
            AttrListExtension(),
            DefListExtension(),
            FootnoteExtension(**footnotes),
            SaneListExtension(),
            TableExtension(use_align_attribute=True),
            Community(read_language(speech, "admonitions")),
            *more,
        ],
    )
