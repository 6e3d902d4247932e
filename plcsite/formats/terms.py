"""The page that lists all tags, or all people."""

from __future__ import annotations

from dataclasses import dataclass

from plcsite.model import Words
from plcsite.views import BodyView, Head, PictureView, SiteView


@dataclass(frozen=True)
class TermItem:
    """A tag or a person in the list of all; `count` is the number of entries in this language."""

    title: str
    href: str
    count: int
    role: Words = ()
    picture: PictureView | None = None


@dataclass(frozen=True)
class TermsView:
    """What `terms.html` sees. `taxonomy` is tags or people."""

    site: SiteView
    head: Head
    taxonomy: str
    title: Words
    summary: Words
    body: BodyView | None
    terms: tuple[TermItem, ...]
