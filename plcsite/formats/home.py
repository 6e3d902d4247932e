"""The home page of a language: a lead story, the latest news, the coming events."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite import addresses
from plcsite.context import Context, make_head
from plcsite.formats import Format, page_renderer
from plcsite.items import make_appointment, make_more
from plcsite.model import Words
from plcsite.site import Listing, Place, Site
from plcsite.values import Value
from plcsite.views import Anchor, BodyView, Head, Item, More, SiteView


class HomeView(Value):
    """What `home.html` sees. `news_all` and `events_all` are None on a site without such a section.

    `news_more` and `events_more` count what the lists leave out, since they would be more foreign than not.
    """

    site: SiteView
    head: Head
    title: Words
    body: BodyView | None
    lead: Item | None
    news: tuple[Item, ...]
    news_all: Anchor | None
    events: tuple[Item, ...]
    events_all: Anchor | None
    news_more: tuple[More, ...] = ()
    events_more: tuple[More, ...] = ()


SHOWN_NEWS, SHOWN_EVENTS = 8, 5


def place(site: Site) -> Iterable[Place]:
    """One home page per language."""
    for language in site.config.languages:
        address = addresses.home(language)
        path = addresses.output_path(address)
        yield Place(path, address, FORMAT.name, "home", language, site.source_of("index", language))


def view(place: Place, context: Context) -> HomeView:
    """The lead is what is pinned, else the newest; the rest follows."""
    site, language = context.site, place.language
    front = site.fronts[language]
    words = site.words.get("index")
    own = words.documents.get(language) if words else None
    news = tuple(context.items[key, language] for key in front.keys[: SHOWN_NEWS + 1])
    events = tuple(make_appointment(each, language, context) for each in front.coming[:SHOWN_EVENTS])
    settings = site.config.languages[language]
    news_list = _find_list(site, language, scheduled=False)
    agenda = _find_list(site, language, scheduled=True)
    description = own.summary if own else settings.tagline
    return HomeView(
        site=context.frames[language],
        head=make_head(place, context, settings.title, description),
        title=own.title if own else (),
        body=context.filled[own.path, language].body if own and own.body.digest else None,
        lead=news[0] if news else None,
        news=news[1:],
        news_all=context.section_anchor(news_list.term, language) if news_list else None,
        events=events,
        events_all=context.section_anchor(agenda.term, language) if agenda else None,
        news_more=make_more(front.more, news_list or front, context),
        events_more=make_more(front.more_coming, agenda or front, context),
    )


def _find_list(site: Site, language: str, *, scheduled: bool) -> Listing | None:
    """The first section that lists news, or events, in the order of the settings."""
    names = [*site.config.sections, *(name for name, _ in site.sections)]
    listings = (site.sections.get((name, language)) for name in names)
    return next((listing for listing in listings if listing and listing.scheduled == scheduled), None)


FORMAT = Format("home", place, view, page_renderer("home.html"), lambda kind: HomeView)
