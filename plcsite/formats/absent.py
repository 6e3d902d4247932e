"""`404.html`, once for all languages and once for each, and the page of an entry that is being corrected."""

from __future__ import annotations

from dataclasses import dataclass

from plcsite.views import Anchor, Head, SiteView


@dataclass(frozen=True)
class Apology:
    """What to say in one language: `reason` is not-found or correcting; `links` are places to go on from."""

    lang: str
    direction: str
    reason: str
    links: tuple[Anchor, ...]


@dataclass(frozen=True)
class AbsentView:
    """What `absent.html` sees: an apology per language the page speaks."""

    site: SiteView
    head: Head
    apologies: tuple[Apology, ...]
