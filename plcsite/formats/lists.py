"""Lists of entries: sections page by page, archives by year, past events, the pages of terms and people."""

from __future__ import annotations

from dataclasses import dataclass

from plcsite.model import Words
from plcsite.views import Anchor, BodyView, Group, Head, More, Pager, PictureView, SiteView


@dataclass(frozen=True)
class ListView:
    """What `list.html` (or `<shape>.html`) sees. `shape` is posts, events, past, year, term or person.

    `years` leads to the archive; `past` and `upcoming` from one half of an agenda to the other; `role`, `picture`
    and `url` are a person's.
    """

    site: SiteView
    head: Head
    shape: str
    kicker: Anchor | None
    title: Words
    summary: Words
    cover: PictureView | None
    body: BodyView | None
    groups: tuple[Group, ...]
    more: tuple[More, ...]
    pager: Pager | None
    years: tuple[Anchor, ...]
    past: Anchor | None
    upcoming: Anchor | None
    role: Words = ()
    picture: PictureView | None = None
    url: str = ""
