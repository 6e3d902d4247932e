"""The page of an entry in one language: its own version, or the original's under the `page` policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plcsite.dates import When
from plcsite.model import Words
from plcsite.views import (
    Anchor,
    BodyView,
    Contents,
    Head,
    Item,
    Notice,
    PictureView,
    ResourceView,
    SiteView,
)


@dataclass(frozen=True)
class Author:
    """Who wrote or speaks; `href` is empty for a name without a page."""

    name: str
    href: str
    role: Words
    picture: PictureView | None


@dataclass(frozen=True)
class DocumentView:
    """What `document.html` and the template of its kind (`post.html`, `event.html`, …) see.

    `lang` is the language of the words where it is not the page's; `details` the kind's own view;
    `calendar` is the address of its file for calendars.
    """

    site: SiteView
    head: Head
    kind: str
    kicker: Anchor | None
    title: Words
    subtitle: Words
    summary: Words
    lang: str | None
    date: When | None
    updated: When | None
    authors: tuple[Author, ...]
    minutes: int
    cover: PictureView | None
    tags: tuple[Anchor, ...]
    notices: tuple[Notice, ...]
    body: BodyView
    contents: tuple[Contents, ...]
    resources: tuple[ResourceView, ...]
    details_follow: bool
    series: tuple[Anchor, ...]
    recent: tuple[Item, ...]
    all: Anchor | None
    share: tuple[Anchor, ...]
    comments: str
    details: Any
    calendar: str = ""
