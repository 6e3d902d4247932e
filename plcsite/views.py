"""What templates see: small closed values, one per output, whose digest is the key of that output.

The types here are shared by several formats; what only one format shows lies in its own file.
Fields hold what an output shows and nothing else: a list holds summaries, never bodies.
Addresses are ready to print. `lang` fields are None where the text is in the page's own language.
"""

from __future__ import annotations

from datetime import date

from plcsite.dates import When
from plcsite.model import Words
from plcsite.values import Value


class Anchor(Value):
    """A link to print: its text in `lang`, leading to a page in `hreflang` (None: the page's own language).

    `name` is what an item of a menu has in the settings: a section's, a taxonomy's, a page's.
    """

    title: str
    href: str
    lang: str | None = None
    hreflang: str | None = None
    current: bool = False
    name: str = ""


class SiteView(Value):
    """What all pages of a language have in common.

    `contact` is a mail address; `options` are the theme's own, from `[theme]`.
    """

    title: str
    tagline: str
    home: str
    menu: tuple[Anchor, ...]
    footer: tuple[Anchor, ...]
    social: tuple[Anchor, ...]
    contact: str
    feeds: tuple[Anchor, ...]
    logo: str
    icon: str
    options: tuple[tuple[str, str], ...]


class Alternate(Value):
    """A line of hreflang: this page in a language, or `x-default`; `href` is absolute."""

    hreflang: str
    href: str


class Switch(Value):
    """One language of the switch. `title` is the language's name in itself.

    `exact` is false where the page has no counterpart and `href` leads to the nearest list instead.
    """

    lang: str
    title: str
    href: str
    current: bool
    exact: bool


class Head(Value):
    """What every page has of its own.

    `lang` is a BCP 47 tag, `direction` ltr or rtl; `title` the page's own, without the site's; `canonical` is absolute;
    `indexed` is false for pages search engines should leave out; `section` is the `name` of the menu's current item;
    `preview` is true in builds with drafts or scheduled posts.
    """

    lang: str
    direction: str
    title: str
    description: str
    canonical: str
    indexed: bool
    alternates: tuple[Alternate, ...]
    switch: tuple[Switch, ...]
    section: str
    preview: bool


class PictureView(Value):
    """A picture ready to show. `alt` is empty for a decorative one; sizes in pixels."""

    src: str
    width: int
    height: int
    colour: str
    alt: Words
    caption: Words = ()
    credit: str = ""


class ScheduleView(Value):
    """When something takes place, for the filters `when` and `interval`.

    `zone` is the IANA name, shown where it is not the site's; `ends` the instant after which it is past, ISO 8601
    with offset; `past` as of the build.
    """

    start: When
    end: When | None
    zone: str
    foreign_zone: bool
    status: str
    ends: str
    past: bool


class OccurrenceView(Value):
    """One of the times that something takes place. `title` and `where` are empty where they are as always; `href` leads
    to a page of its own, if it has one."""

    schedule: ScheduleView
    title: Words
    where: Words
    href: str


class Item(Value):
    """An entry in a list. `lang` is the language of its words where that is not the page's, and makes the item
    a foreign one, labelled in the reader's language; `kicker` names its section."""

    href: str
    lang: str | None
    title: Words
    summary: Words
    kicker: str
    kind: str
    date: When | None
    minutes: int
    authors: tuple[Anchor, ...]
    cover: PictureView | None
    schedule: ScheduleView | None
    where: Words
    online: bool
    spoken: tuple[str, ...]
    pinned: bool
    details_follow: bool
    marks: tuple[str, ...] = ()


class Group(Value):
    """Items under one heading: a year or a month (`day` is its first), or None for no heading."""

    day: date | None
    items: tuple[Item, ...]


class More(Value):
    """The end of a list that leaves out foreign items: how many there are in `lang`, and where."""

    count: int
    lang: str
    href: str


class Pager(Value):
    """Pages of a long list; `newer` and `older` are empty at the ends.

    `pages` are the first, the last and those near; one without `href` stands for those left out.
    """

    number: int
    total: int
    newer: str
    older: str
    pages: tuple[Anchor, ...]


class LinkFilling(Value, tag=True):
    """What a link of a body becomes. Without `href` only its text is shown.

    `lang` is the language of the target where it is not the reader's, shown as a label; `kind` and `size` (bytes)
    describe a file.
    """

    href: str
    lang: str | None = None
    kind: str = ""
    size: int = 0
    external: bool = False


class ImageFilling(Value, tag=True):
    """What a picture of a body becomes: a picture, a link to one on another host (`href`), or its alt text."""

    picture: PictureView | None
    href: str = ""
    alt: str = ""


class BodyView(Value):
    """A body by the path of its file, with what its slots become. `lang` where its words are in another language."""

    path: str
    fillings: tuple[LinkFilling | ImageFilling, ...]
    lang: str | None = None


class Notice(Value):
    """A sentence above a page and one link. `kind` is fallback (the text is in `lang`), outdated (the original in
    `lang` is newer, since `day`), draft, scheduled, expired, or in previews behind (the words of the original in `lang`
    have changed; `line` is what to write when the translation has them too)."""

    kind: str
    lang: str | None = None
    href: str = ""
    day: When | None = None
    line: str = ""


class Contents(Value):
    """A line of a table of contents."""

    level: int
    href: str
    title: Words


class ResourceView(Value):
    """A further reading. `lang` is the language of the resource where stated; `kind` and `size` describe a file."""

    title: Words
    href: str
    lang: str | None
    kind: str = ""
    size: int = 0
