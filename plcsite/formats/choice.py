"""`/`: the choice of a language, each in its own words."""

from __future__ import annotations

from dataclasses import dataclass

from plcsite.views import Head, SiteView


@dataclass(frozen=True)
class Choice:
    """A language to choose: its name in itself, and the site's title and tagline in it."""

    lang: str
    direction: str
    name: str
    title: str
    tagline: str
    href: str


@dataclass(frozen=True)
class ChoiceView:
    """What `choice.html` sees; its page is in the default language, each choice in its own."""

    site: SiteView
    head: Head
    choices: tuple[Choice, ...]
