"""The values that flow from stage to stage: frozen, complete, related by key and never by reference.

source -> draft (parsed) -> document (one language of an entry) -> page (placed on the site).
An entry is one content in all its languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from plcsite.dates import When
from plcsite.diagnostics import Location
from plcsite.recurrence import Rule
from plcsite.values import Value, field, replace

T = TypeVar("T")

# --- words -----------------------------------------------------------------------------------------------------


class Run(Value):
    """A stretch of text in one language; `lang` is None where it is the language of what surrounds it."""

    text: str
    lang: str | None = None


Words = tuple[Run, ...]
"""A line of text that may hold phrases in other languages: titles, summaries, captions."""


Names = Mapping[str, str]
"""A name by language; the key "" holds one that is the same in all languages."""


def name_in(names: Names, language: str, fallback: str = "") -> str:
    """A name as readers of a language know it, else in whichever language it has one."""
    return names.get(language) or names.get("") or next(iter(names.values()), fallback)


def words_in(names: Names, language: str) -> Words:
    """A name for readers of a language, marked with its own where it is another's."""
    name = name_in(names, language)
    speech = next((code for code, known in names.items() if known == name), "")
    return (Run(name, speech if speech not in ("", language) and language not in names else None),) if name else ()


# --- what is read ----------------------------------------------------------------------------------------------


class Source(Value):
    """One Markdown file: `path` from the site's root, its bytes not yet decoded."""

    path: str
    data: bytes


class Asset(Value):
    """A file that is not Markdown: a picture, a document, a file to copy. Its bytes stay on disk."""

    path: str
    size: int
    digest: str


class Picture(Value):
    """What is known of a picture before it is shown: pixels as displayed, and a colour (`#rrggbb`) to stand for it."""

    path: str
    digest: str
    format: str
    width: int
    height: int
    colour: str


# --- bodies ----------------------------------------------------------------------------------------------------


class Link(Value, tag=True):
    """A link in a body, as the editor wrote it; its target is found later."""

    target: str
    text: str
    location: Location


class Image(Value, tag=True):
    """A picture in a body, as the editor wrote it."""

    target: str
    alt: str
    title: str
    decorative: bool
    location: Location


class File(Value, tag=True):
    """The address of a film, a sound, a poster or subtitles in a body, as the editor wrote it."""

    target: str
    location: Location


# Tagged, so that a cache can tell which of them it kept.
Slot = Link | Image | File


def settle(slot: Slot, target: str, location: Location) -> Slot:
    """The same slot with its target as it is meant, at its place."""
    return replace(slot, target=target, location=location)


class Heading(Value):
    """A heading of a body: `id` is its anchor, prefix included."""

    level: int
    id: str
    words: Words


WORDS_A_MINUTE = 220


class Body(Value):
    """What is known of a body without its HTML, which lies in the store under `digest`.

    `slots` are the links and pictures in the order in which the stored pieces refer to them;
    `anchors` every id in the body; `count` the number of words; `excerpt` the first paragraph; `words`
    stands for all its words (see `fingerprints`).
    """

    digest: str
    slots: tuple[Slot, ...]
    headings: tuple[Heading, ...]
    anchors: tuple[str, ...]
    count: int
    excerpt: Words
    words: str = ""

    @property
    def minutes(self) -> int:
        """Minutes to read it, at least one; 0 for one without words."""
        return -(-self.count // WORDS_A_MINUTE)


Piece = str | tuple[str, int]
"""Of a stored body: sanitised HTML, or a slot: ("open", n) and ("close", n) around a link's text, ("image", n),
or ("file", n) between the quotes of an attribute, where only an escaped address goes."""


# --- drafts ----------------------------------------------------------------------------------------------------


class Stated(Value, Generic[T]):
    """A typed value and the place where an editor stated it."""

    value: T
    location: Location


class Draft(Value):
    """One parsed file: typed values with their places, nothing required yet.

    `folders` lie between section and file; `day` is a date in the file's name; `body` is Markdown that starts at
    `line`. A `broken` draft has errors of its own and may lack anything.
    """

    path: str
    language: str
    speech: str
    section: str
    key: str
    folders: tuple[str, ...]
    slug: str
    day: date | None
    kind: str
    bundle: bool
    stated: Mapping[str, Stated[Any]]
    body: str
    line: int
    broken: bool = False


# --- entries ---------------------------------------------------------------------------------------------------


class State(StrEnum):
    """How a language of an entry stands to the original."""

    ORIGINAL = "original"
    CURRENT = "current"
    OUTDATED = "outdated"
    UNTRACKED = "untracked"
    DRAFT = "draft"
    MISSING = "missing"
    UNWANTED = "unwanted"


class Cover(Value):
    """The picture above a document: shared image and credit, own alt and caption."""

    target: str
    alt: Words
    caption: Words
    credit: str
    decorative: bool
    path: str
    location: Location


class Resource(Value):
    """A further reading: a title and an address or file, in its own language."""

    title: Words
    target: str
    lang: str | None
    location: Location


class Translates(Value):
    """`nl` or `nl@<fingerprint>`: which language a file translates, and the state of it that was translated."""

    language: str
    fingerprint: str


class Document(Value):
    """One language of an entry: the words that belong to it.

    `speech` is the language the words are in; `lead` is the summary as stated, empty where it is the body's beginning;
    `worded` holds what the file says under those of its kind's own keys that each language words itself; `slug_place`
    is where a slug is stated; `fingerprint` stands for all its words, `translates` for those it was made from.
    """

    path: str
    language: str
    speech: str
    title: Words
    subtitle: Words
    summary: Words
    slug: str
    folders: tuple[str, ...]
    cover: Cover | None
    tags: tuple[str, ...]
    resources: tuple[Resource, ...]
    updated: When | None
    translated: When | None
    draft: bool
    toc: bool
    aliases: tuple[str, ...]
    ignore: tuple[Stated[Any], ...]
    body: Body
    lead: Words = ()
    worded: Mapping[str, Any] = field(default_factory=dict)
    slug_place: Location | None = None
    translates: Translates | None = None
    fingerprint: str = ""


class Venue(Value):
    """Where something takes place; empty strings and None for what is not known."""

    names: Names
    address: str = ""
    url: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Change(Value):
    """What differs on one date: another start, end, place or name, or a page of its own (a path or key, at `place`)."""

    on: When
    start: When | None
    end: When | None
    names: Names
    venue: Venue | None
    page: str
    place: Location


class Recurrence(Value):
    """Further dates of something: by a rule and beside it, without those it skips; some are off, some differ."""

    rule: Rule | None
    also: tuple[When, ...] = ()
    skipped: tuple[When, ...] = ()
    cancelled: tuple[When, ...] = ()
    changes: tuple[Change, ...] = ()


class Schedule(Value):
    """When something takes place. `begins` and `ends` are instants; `ends` is when the last of it is over, None where
    it goes on. Where it takes place more than once, `start` and `end` are the first time.

    The cache keeps instants and not the offsets that they were told with: `dates.anchor` tells them in a zone.
    """

    start: When
    end: When | None
    zone: str
    status: str
    begins: datetime
    ends: datetime | None
    recurrence: Recurrence | None = None


class Occurrence(Value):
    """Once that something takes place. `on` is the day that its rule gives it, by which it is known; `page` the key of
    an entry that stands for it.
    """

    on: date
    start: When
    end: When | None
    status: str
    begins: datetime
    ends: datetime
    change: Change | None = None
    page: str = ""


class Person(Value):
    """Someone named in an entry: `id` is theirs in the vocabulary, empty for a free name."""

    id: str
    names: Names
    roles: Names = field(default_factory=dict)
    url: str = ""
    picture: str = ""


class Traits(Value):
    """What formats may ask of an entry without knowing its kind. None: the kind does not have the trait.

    `start` is when a part begins within what it is a part of; `turns` are further instants at which something its kind
    shows changes, with the reason.
    """

    dated: When | None = None
    schedule: Schedule | None = None
    venue: Venue | None = None
    online: bool = False
    spoken: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    start: When | None = None
    turns: tuple[tuple[datetime, str], ...] = ()


class Entry(Value):
    """One content in all its languages: facts once, words per document.

    `policy` is what happens where a language is missing, `broken` that a file of it has errors and it must not be
    published, `details` the frozen type of its kind; `wanted` that translators are asked for it; `seen` stands for
    all of it but the text of its bodies.
    """

    key: str
    section: str
    kind: str
    parent: str
    original: str
    documents: Mapping[str, Document]
    states: Mapping[str, State]
    date: When | None
    expires: When | None
    updated: When | None
    authors: tuple[Person, ...]
    tags: tuple[str, ...]
    pinned: bool | When
    series: str
    order: int | None
    policy: str
    details_follow: bool
    traits: Traits
    details: Any
    updated_for_all: bool = False
    wanted: bool = True
    broken: bool = False
    seen: bytes = b""

    @property
    def first(self) -> Document:
        """The original's document."""
        return self.documents[self.original]
