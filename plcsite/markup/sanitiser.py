"""The one sanitiser: between Python-Markdown, which lets everything pass, and the pieces that are published.

What is allowed stands in `TAGS` and `ATTRIBUTES`; whatever else is taken away is reported by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from html import escape, unescape
from typing import NewType
from urllib.parse import urlsplit

import nh3

from plcsite.values import Value

Safe = NewType("Safe", str)
"""HTML that came out of the sanitiser: well-formed, attributes in double quotes, no comment, no script."""

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

TAGS = frozenset(
    "a abbr address aside audio b bdi bdo blockquote br caption "  # noqa: SIM905 - a line a name would be a page
    "cite code col colgroup data dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img "
    "ins kbd li mark ol p pre q rp rt ruby s samp section small "
    "source span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video "
    "wbr".split()
)

_EVERYWHERE = frozenset({"class", "dir", "id", "lang", "title"})
ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": frozenset({"href", "hreflang"}),
    "audio": frozenset({"controls", "loop", "preload", "src"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "data": frozenset({"value"}),
    "del": frozenset({"datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"alt", "height", "loading", "src", "width"}),
    "ins": frozenset({"datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "source": frozenset({"src", "type"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"abbr", "colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "track": frozenset({"default", "kind", "label", "src", "srclang"}),
    "video": frozenset({"controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"}),
}

_WITH_CONTENT = frozenset(
    "script style iframe noscript noembed noframes object "  # noqa: SIM905 - a line a name would be a page
    "applet template textarea title xmp plaintext svg math select "
    "head canvas".split()
)
"""Tags whose content is no text for readers, and goes with them."""

_MEDIA = {"iframe": "src", "frame": "src", "embed": "src", "object": "data", "video": "src", "audio": "src"}
_ADDRESSES = frozenset({"href", "src", "poster"})

_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_WITH_CONTENT),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    strip_comments=True,
    link_rel=None,
)

# Reads tags for the report only, never for safety, and in linear time whatever it is given.
_TAG = re.compile(
    r"<(?:(?P<comment>!--)|(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^\"'>]|\"[^\"]*\"|'[^']*')*+)>?)"
)
# Text, and tags of which nothing is taken away: most of what Markdown gives.
_PLAIN = re.compile(rf"(?:[^<]++|</[a-z][a-z0-9]*+>|<(?:{'|'.join(sorted(TAGS - _MEDIA.keys()))})>)*+")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PLAYER_BORDER = re.compile(r"</(?:video|audio)\s*>|(?=<(?:video|audio)\b)", re.IGNORECASE)
# What a browser leaves out of an address before it reads it.
_INVISIBLE = re.compile(r"[\t\n\r]|\A[\x00-\x20]+|[\x00-\x20]+\Z")
_REMOTE = re.compile(r"https?:|[/\\]{2}", re.IGNORECASE)
_HOST = re.compile(r"[/\\]{2,}")
_PLAIN_ADDRESS = re.compile(r"(?:https?://[a-zA-Z0-9.-]+(?:[/?#][^\s<>\"]*)?|(?:mailto|tel):.*)", re.IGNORECASE)

MARK = re.compile(r"zq(\d+)qz")
"""Marks that the search for places plants in the source; they are none of the editor's attributes."""


class Loss(StrEnum):
    """What kind of thing was taken away."""

    TAG = "tag"
    ATTRIBUTE = "attribute"
    ADDRESS = "address"
    MEDIA = "media"


class Removed(Value):
    """A thing that was taken away: an attribute or address has a `name` and a `value`; `marks` tell its place."""

    loss: Loss
    tag: str
    name: str = ""
    value: str = ""
    marks: tuple[int, ...] = ()


def sanitise(html: str) -> tuple[Safe, tuple[Removed, ...]]:
    """HTML as it may be published, and what was taken away, in the order of the text.

    Media on another host are a link to it: a visitor's browser asks nobody but this site.
    """
    removed: list[Removed] = []
    prepared = "".join(_replace_media(html, removed))
    return Safe(_CLEANER.clean(prepared)), tuple(removed)


def is_remote(address: str) -> bool:
    """Whether a browser would fetch an address from another host."""
    return _REMOTE.match(_INVISIBLE.sub("", address)) is not None


def _replace_media(html: str, removed: list[Removed]) -> Iterator[str]:
    """The HTML in parts, remote media replaced by cards; notes on the way what the sanitiser will take away."""
    endless: set[str] = set()  # tags known to have no end below: each is looked for once
    done = at = 0
    while found := _TAG.search(html, _skip_plain(html, at)):
        at = found.end()
        if found["comment"]:
            at = _find_end(html, at, "-->", endless)
            continue
        tag = found["name"].lower()
        if found["close"]:
            continue
        attributes = _read_attributes(found["rest"])
        end = at
        if tag in _WITH_CONTENT:
            end = _find_end(html, at, f"</{tag}>", endless)
        elif tag in ("video", "audio") and (border := _PLAYER_BORDER.search(html, at)):
            end = border.end()
        if tag in _MEDIA and (address := _find_remote(tag, attributes, html[at:end])):
            removed.append(Removed(Loss.MEDIA, tag, _MEDIA[tag], address, _read_marks(attributes)))
            yield html[done : found.start()]
            yield _make_card(address, attributes.get("title", ""))
            done = at = end
            continue
        removed += _list_removed(tag, attributes)
        if tag in _WITH_CONTENT:
            at = end
    yield html[done:]


def _skip_plain(html: str, at: int) -> int:
    plain = _PLAIN.match(html, at)
    return plain.end() if plain else at


def _find_end(html: str, start: int, mark: str, endless: set[str]) -> int:
    """Where the text behind `mark` starts; `start` itself where the mark is missing."""
    found = None if mark in endless else re.compile(re.escape(mark), re.IGNORECASE).search(html, start)
    if found is None:
        endless.add(mark)
        return start
    return found.end()


def _read_attributes(rest: str) -> dict[str, str]:
    """Attributes by lower-case name; of two with one name the first counts, as in a browser."""
    attributes: dict[str, str] = {}
    if rest and not rest.isspace():
        for name, double, single, bare in _ATTRIBUTE.findall(rest):
            attributes.setdefault(name.lower(), unescape(double or single or bare))
    return attributes


def _read_marks(attributes: dict[str, str]) -> tuple[int, ...]:
    marks = [int(mark) for name in attributes for mark in MARK.findall(name)]
    return tuple(marks)


def _find_remote(tag: str, attributes: dict[str, str], content: str) -> str:
    """The address on another host that an element would play; empty where there is none."""
    addresses = [attributes.get(_MEDIA[tag], "")]
    if tag in ("video", "audio"):
        addresses += [
            _read_attributes(found["rest"]).get("src", "")
            for found in _TAG.finditer(content)
            if (found["name"] or "").lower() in ("source", "track")
        ]
    return next((complete(address) for address in addresses if is_remote(address)), "")


def complete(address: str) -> str:
    """A remote address as a browser reads it, with a scheme."""
    bare = _INVISIBLE.sub("", address)
    return _HOST.sub("https://", bare, count=1) if _HOST.match(bare) else bare


def _make_card(address: str, title: str) -> str:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    label = title.strip() or host or address
    return f'<p class="media"><a href="{escape(address)}">{escape(label)}</a></p>'


def _list_removed(tag: str, attributes: dict[str, str]) -> Iterator[Removed]:
    marks = _read_marks(attributes)
    if tag not in TAGS:
        yield Removed(Loss.TAG, tag, marks=marks)
        return
    allowed = ATTRIBUTES.get(tag, frozenset())
    for name, value in attributes.items():
        if MARK.fullmatch(name):
            continue
        if name not in allowed and name not in _EVERYWHERE:
            yield Removed(Loss.ATTRIBUTE, tag, name, value, marks)
        elif name in _ADDRESSES and (not _passes(value) or (name == "poster" and is_remote(value))):
            yield Removed(Loss.ADDRESS, tag, name, value, marks)


def _passes(address: str) -> bool:
    """Whether the sanitiser keeps an address; it is asked itself about any but the plainest."""
    if not _SCHEME.match(_INVISIBLE.sub("", address)) or _PLAIN_ADDRESS.fullmatch(address):
        return True
    return "href" in _CLEANER.clean(f'<a href="{escape(address)}"></a>')
