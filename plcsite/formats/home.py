"""The home page of a language: a lead story, the latest news, the coming events."""

from __future__ import annotations

from dataclasses import dataclass

from plcsite.model import Words
from plcsite.views import Anchor, BodyView, Head, Item, SiteView


@dataclass(frozen=True)
class HomeView:
    """What `home.html` sees. `news_all` and `events_all` are None on a site without such a section."""

    site: SiteView
    head: Head
    title: Words
    body: BodyView | None
    lead: Item | None
    news: tuple[Item, ...]
    news_all: Anchor | None
    events: tuple[Item, ...]
    events_all: Anchor | None
