"""Cuts sanitised HTML into pieces: links, pictures and files become slots, ids get their prefix, words are typeset.

One walk over tags and texts. It stands behind the sanitiser, so all it adds is markup of our own around text
that stays escaped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from itertools import zip_longest
from typing import NamedTuple

from plcsite.diagnostics import Location
from plcsite.languages import read_language
from plcsite.markup.addresses import find_addresses
from plcsite.markup.extensions import LITERAL
from plcsite.markup.sanitiser import Safe, is_remote
from plcsite.markup.typography import has_marks, typeset_segments
from plcsite.markup.words import LANGUAGE_TAG, join_runs, plain, shorten
from plcsite.model import File, Heading, Image, Link, Piece, Slot, Words
from plcsite.slugs import slugify
from plcsite.values import Value

PREFIX = "s-"
"""Stands before every id of a body, so that none equals an id of a theme."""

_SPLIT = re.compile(r"(<[^<>]+>)")  # the sanitiser escapes < and > everywhere but at a tag's ends
_ATTRIBUTE = re.compile(r' ([^\s=]+)="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_H1 = re.compile(r"<h1[ >]")
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i img ins kbd "  # noqa: SIM905 - a line a name would be a page
    "mark q rp rt ruby s samp small span strong sub sup time u var wbr".split()
)
_VERBATIM = frozenset({"code", "kbd", "pre", "samp", "var"})
_VOID = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})
_PLAYED = frozenset({"audio", "source", "track", "video"})
_FOOTNOTE_LINKS = frozenset({"footnote-ref", "footnote-backref"})
_STAND_INS = str.maketrans({stand_in: character for character, stand_in in LITERAL.items()})
_NOWHERE = Location("")

DEEPEST = 250
"""Elements within one another, about half of what browsers stand."""

Attributes = dict[str, str]


class TooNestedError(Exception):
    """More elements within one another than anyone writes."""


class Cut(Value):
    """A body in pieces; its slots don't know their places yet. `count` is the number of words."""

    pieces: tuple[Piece, ...]
    slots: tuple[Slot, ...]
    headings: tuple[Heading, ...]
    anchors: tuple[str, ...]
    count: int
    excerpt: Words


def cut(html: Safe, speech: str) -> Cut:
    """The pieces of a body in the language `speech`, and what is known of them."""
    return _Cutter(html, speech).cut()


_Text = tuple[int | None, str, str | None, bool]
"""A text of the block at hand: its place among the parts, None for a line break; the text; the language it states,
where that is another; whether it is to stay as it is."""


class _Open(NamedTuple):
    """An open element: the language inside it, what its end becomes, and whether it is the mark of a footnote, or
    stands in a link or in words that are to stay as they are."""

    tag: str
    lang: str | None
    end: tuple[Piece, ...]
    mark: bool
    linked: bool
    verbatim: bool


_ROOT = _Open("", None, (), mark=False, linked=False, verbatim=False)


class _Cutter:
    def __init__(self, html: Safe, speech: str) -> None:
        text = _EMPTY.sub("", html.replace("&nbsp;", "\u00a0"))
        self.tokens = _SPLIT.split(text)
        self.speech = speech
        self.escaped = any(stand_in in text for stand_in in LITERAL.values())
        self.shift = 1 if _H1.search(text) else 0
        self.taken = {_make_id(unescape(found)) for found in _ID.findall(text)}
        self.doubles: dict[str, int] = defaultdict(lambda: 1)
        self.parts: list[Piece] = []
        self.slots: list[Slot] = []
        self.headings: list[Heading] = []
        self.anchors: dict[str, None] = {}
        self.count = 0
        self.excerpts: list[Words] = [(), ()]  # of the first paragraph, and of the first one inside something
        self.open = [_ROOT]
        self.texts: list[_Text] = []
        self.link: tuple[int, list[str]] | None = None
        self.heading: tuple[int, Attributes] = (0, {})
        self.table: tuple[int, list[str]] | None = None

    def cut(self) -> Cut:
        for text, tag in zip_longest(self.tokens[::2], self.tokens[1::2], fillvalue=""):
            if text:
                self._read_text(text)
            if tag.startswith("</"):
                self._close(tag[2:-1])
            elif tag:
                self._start(tag)
        self._end_block()
        excerpt = shorten(self.excerpts[0] or self.excerpts[1])
        headings, anchors = tuple(self.headings), tuple(self.anchors)
        return Cut(tuple(_join(self.parts)), tuple(self.slots), headings, anchors, self.count, excerpt)

    # --- texts -----------------------------------------------------------------------------------------------

    def _read_text(self, text: str) -> None:
        if not self.texts and text.isspace():
            self.parts.append(text)
            return
        inside = self.open[-1]
        done = 0
        if not (inside.verbatim or inside.linked):
            for start, end, target in find_addresses(text):
                self._add_text(text[done:start])
                number = self._add_slot(Link(target, unescape(text[start:end]), _NOWHERE))
                self.parts.append(("open", number))
                self._add_text(text[start:end], verbatim=True)
                self.parts.append(("close", number))
                done = end
        self._add_text(text[done:] if done else text, verbatim=inside.verbatim)

    def _add_text(self, text: str, *, verbatim: bool = False) -> None:
        if self.link is not None:
            self.link[1].append(text)
        inside = self.open[-1]
        if not inside.mark:
            self.texts.append((len(self.parts), text, inside.lang, verbatim))
        self.parts.append(text)

    def _end_block(self) -> list[_Text]:
        """Typesets the texts since the last border of a block; these texts."""
        texts = self.texts
        if not texts:
            return texts
        self.texts = []
        whole = texts[0][1] if len(texts) == 1 else "".join([text for _, text, _, _ in texts])
        if self.escaped or has_marks(whole):
            texts = list(self._typeset(texts))
            whole = "".join([text for _, text, _, _ in texts])
        self.count += len(whole.split())
        return texts

    def _typeset(self, texts: list[_Text]) -> Iterator[_Text]:
        segments = [(text, None if verbatim else lang or self.speech) for _, text, lang, verbatim in texts]
        for (at, _, lang, verbatim), written in zip(texts, typeset_segments(segments), strict=True):
            text = written.translate(_STAND_INS) if self.escaped else written
            if at is not None:
                self.parts[at] = text
            yield at, text, lang, verbatim

    # --- tags ------------------------------------------------------------------------------------------------

    def _start(self, token: str) -> None:
        tag, attributes = _read_tag(token)
        _, lang, _, _, linked, verbatim = self.open[-1]
        if attributes:
            lang = self._read_language(attributes) or lang
            self._name_anchor(attributes)
        if tag == "br":
            self.texts.append((None, "\n", None, True))
        elif tag not in _INLINE:
            self._end_block()
        mark = False
        end: tuple[Piece, ...] = (f"</{tag}>",)
        if tag == "a" and "href" in attributes:
            mark = attributes.get("class") in _FOOTNOTE_LINKS
            end = self._start_mark(attributes) if mark else self._start_link(attributes)
        elif tag == "img":
            self._add_image(attributes)
        elif tag in _PLAYED:
            self._add_played(tag, attributes)
        elif tag in _HEADINGS:
            tag = f"h{min(6, int(tag[1]) + self.shift)}"
            self.heading, end = (len(self.parts), attributes), (f"</{tag}>",)
            self.parts.append("")
        elif tag == "table" and self.table is None:
            self.table, end = (len(self.parts), []), ("</table></div>",)
            self.parts += ["", _write_tag(tag, attributes)]
        else:
            if tag == "pre":
                attributes["tabindex"] = "0"  # wide code scrolls, by keyboard too
            self.parts.append(_write_tag(tag, attributes))
        if tag not in _VOID:
            self.open.append(_Open(tag, lang, end, mark, linked or tag == "a", verbatim or tag in _VERBATIM))
            if len(self.open) > DEEPEST + 1:
                raise TooNestedError

    def _close(self, tag: str) -> None:
        element = self.open[-1]
        if tag not in _INLINE:
            self._close_block(element, self._end_block())
        elif tag == "a" and self.link is not None:
            number, texts = self.link
            text = " ".join(unescape("".join(texts)).translate(_STAND_INS).split())
            self.slots[number] = Link(self.slots[number].target, text, _NOWHERE)
            self.link = None
        self.open.pop()
        self.parts += element.end

    def _close_block(self, element: _Open, texts: list[_Text]) -> None:
        if element.tag in _HEADINGS:
            self._close_heading(element, _read_words(texts))
        elif element.tag in ("th", "caption") and self.table:
            self.table[1].append(plain(_read_words(texts)))
        elif element.tag == "table" and self.table and sum(each.tag == "table" for each in self.open) == 1:
            label = ", ".join(name for name in self.table[1] if name)
            group = {"role": "group", "aria-label": label} if label else {}
            self.parts[self.table[0]] = _write_tag("div", {"class": "table", "tabindex": "0"} | group)
            self.table = None
        elif element.tag in ("p", "li", "dd") and not self.excerpts[0]:
            inside = element.tag != "p" or not all(each.tag == "div" and each.lang for each in self.open[1:-1])
            self.excerpts[inside] = self.excerpts[inside] or _read_words(texts)

    def _close_heading(self, element: _Open, words: Words) -> None:
        at, attributes = self.heading
        if name := attributes.get("id") or self._find_free_id(slugify(plain(words))):
            attributes["id"] = name
            self.anchors[name] = None
            self.headings.append(Heading(int(element.tag[1]), name, words))
        self.parts[at] = _write_tag(element.tag, attributes)

    def _read_language(self, attributes: Attributes) -> str | None:
        """The language an element states; what is no language tag goes."""
        lang = attributes.pop("lang", "")
        if not LANGUAGE_TAG.fullmatch(lang):
            return None
        attributes["lang"] = lang
        return lang

    def _name_anchor(self, attributes: Attributes) -> None:
        """Prefixes an id; of two equal ones only the first is an anchor."""
        name = _make_id(attributes.pop("id", ""))
        if name and name not in self.anchors:
            attributes["id"] = name
            self.anchors[name] = None

    def _find_free_id(self, slug: str) -> str:
        """An id for a heading that no other has; empty where there is no slug to make it of."""
        name = f"{PREFIX}{slug}"
        while name in self.taken:
            self.doubles[slug] += 1
            name = f"{PREFIX}{slug}-{self.doubles[slug]}"
        self.taken.add(name)
        return name if slug else ""

    # --- slots -----------------------------------------------------------------------------------------------

    def _add_slot(self, slot: Slot) -> int:
        self.slots.append(slot)
        return len(self.slots) - 1

    def _start_link(self, attributes: Attributes) -> tuple[Piece, ...]:
        """A slot for a link. What it has besides its target goes to a span inside. What its end becomes."""
        number = self._add_slot(Link(attributes.pop("href"), "", _NOWHERE))
        self.link = (number, [])
        self.parts.append(("open", number))
        attributes.pop("hreflang", None)  # known when the target is
        if not attributes:
            return (("close", number),)
        self.parts.append(_write_tag("span", attributes))
        return ("</span>", ("close", number))

    def _start_mark(self, attributes: Attributes) -> tuple[Piece, ...]:
        """A link between a footnote and its mark, which is right as it is but for the prefix."""
        attributes["href"] = f"#{_make_id(attributes['href'].removeprefix('#'))}"
        back = read_language(self.speech, "footnotes").get("back")
        if attributes.pop("title", None) is not None and back:
            attributes["aria-label"] = back
        self.parts.append(_write_tag("a", attributes))
        return ("</a>",)

    def _add_image(self, attributes: Attributes) -> None:
        target, alt, title = (attributes.get(name, "") for name in ("src", "alt", "title"))
        classes = attributes.get("class", "").split()
        if self.link is not None:
            self.link[1].append(escape(alt))
        if not target:  # the sanitiser took it
            self._add_text(escape(alt, quote=False))
            return
        kept = {name: value for name, value in attributes.items() if name in ("id", "lang", "dir")}
        if rest := " ".join(name for name in classes if name != "decorative"):
            kept["class"] = rest
        decorative = "decorative" in classes or attributes.get("alt") == ""
        picture = self._add_slot(Image(target, alt, title, decorative, _NOWHERE))
        self.parts += [_write_tag("span", kept), ("image", picture), "</span>"] if kept else [("image", picture)]

    def _add_played(self, tag: str, attributes: Attributes) -> None:
        """A film or a sound of this site: its addresses are slots."""
        self.parts.append(f"<{tag}")
        for name, value in attributes.items():
            if name in ("src", "poster"):
                if is_remote(value):
                    continue
                self.parts += [f' {name}="', ("file", self._add_slot(File(value, _NOWHERE))), '"']
            else:
                self.parts.append(f' {name}="{escape(value)}"')
        self.parts.append(">")


def _read_words(texts: list[_Text]) -> Words:
    return join_runs((unescape(text), lang) for _, text, lang, _ in texts)


def _read_tag(token: str) -> tuple[str, Attributes]:
    """A start tag's name, and its attributes unescaped."""
    if " " not in token:
        return token[1:-1], {}
    name = token[1 : token.index(" ")]
    return name, {key: unescape(value).translate(_STAND_INS) for key, value in _ATTRIBUTE.findall(token)}


def _write_tag(name: str, attributes: Mapping[str, str]) -> str:
    if not attributes:
        return f"<{name}>"
    written = [f' {key}="{escape(value)}"' for key, value in attributes.items()]
    return f"<{name}{''.join(written)}>"


def _make_id(name: str) -> str:
    """An id with its prefix; empty for a blank one."""
    words = name.split()
    return f"{PREFIX}{'-'.join(words)}" if words else ""


def _join(parts: Sequence[Piece]) -> Iterator[Piece]:
    """The same pieces, neighbouring strings as one."""
    strings: list[str] = []
    for part in parts:
        if isinstance(part, str):
            strings.append(part)
            continue
        if text := "".join(strings):
            yield text
        strings = []
        yield part
    if text := "".join(strings):
        yield text
