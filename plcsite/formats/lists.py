"""Lists of entries: sections page by page, archives by year, past events, the pages of terms and people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from plcsite import addresses
from plcsite.config import SETTINGS
from plcsite.context import Context, make_head
from plcsite.diagnostics import Checked
from plcsite.filling import show_picture
from plcsite.formats import Format, Tools
from plcsite.items import group_by_month, group_by_year, make_more
from plcsite.markup.words import plain
from plcsite.model import Run, Words, name_in
from plcsite.site import Appointment, Listing, Place, Site
from plcsite.values import Value
from plcsite.views import Anchor, BodyView, Group, Head, More, Pager, PictureView, SiteView


class ListView(Value):
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


NEIGHBOURS = 2
"""How many pages before and after a page its pager shows, beside the first and the last."""


class Stretch(Value):
    """A part of a list that has a page of its own: a page number, the past of an agenda, or a year.

    `keys` are its entries, of an agenda `appointments` what stands in it; `years` are those of the whole list that have
    an archive.
    """

    listing: Listing
    shape: str
    keys: tuple[str, ...]
    number: int = 1
    total: int = 1
    years: tuple[int, ...] = ()
    appointments: tuple[Appointment, ...] = ()


def place(site: Site) -> Iterable[Place]:
    """Every list, page by page; of an agenda what is over; of dated sections an archive by year."""
    for (name, language), listing in site.sections.items():
        source = site.source_of(name, language)
        if not listing.scheduled:
            years = _by_year(site, listing)
            yield from _pages(site, listing, "posts", listing.keys, source, ("home",), years=tuple(years))
            yield from _years(listing, years, source)
            continue
        # An agenda shows all that is coming on one page: it answers “what can I go to?”.
        coming = Stretch(listing, "events", (), appointments=listing.coming)
        yield _place(listing.address, listing.subject, coming, source, ("home",))
        address = addresses.generated(site.config, language, name, "past")
        title = (Run(_capital(site.config.languages[language].segment("past"))),)
        past = Stretch(listing, "past", (), appointments=listing.past)
        yield _place(address, f"{listing.subject}:past", past, source, (listing.subject, "home"), title)
    for (taxonomy, id, language), listing in site.terms.items():
        shape = "term" if taxonomy == "tags" else "person"
        vocabulary = site.vocabularies.tags if taxonomy == "tags" else site.vocabularies.people
        source = site.source_of(f"{taxonomy}/{id}", language, vocabulary.path if vocabulary.exists else SETTINGS)
        yield from _pages(site, listing, shape, listing.keys, source, (f"terms:{taxonomy}", "home"))


def _place(address: str, subject: str, data: Stretch, source: str, near: tuple[str, ...], title: Words = ()) -> Place:
    listing = data.listing
    path = addresses.output_path(address)
    return Place(
        path, address, FORMAT.name, subject, listing.language, source, near, title=title or listing.title, data=data
    )


def _pages(
    site: Site,
    listing: Listing,
    shape: str,
    keys: tuple[str, ...],
    source: str,
    near: tuple[str, ...],
    years: tuple[int, ...] = (),
) -> Iterator[Place]:
    size = site.config.page_size
    total = max(1, -(-len(keys) // size))
    for number in range(1, total + 1):
        data = Stretch(listing, shape, keys[(number - 1) * size : number * size], number, total, years)
        address = _numbered(listing.address, number)
        subject = listing.subject if number == 1 else f"{listing.subject}:page:{number}"
        yield _place(address, subject, data, source, near if number == 1 else (listing.subject, *near))


def _numbered(address: str, number: int) -> str:
    return address if number == 1 else f"{address}page/{number}/"


def _years(listing: Listing, years: Mapping[int, tuple[str, ...]], source: str) -> Iterator[Place]:
    for year, keys in years.items():
        data = Stretch(listing, "year", keys, years=tuple(years))
        subject = f"{listing.subject}:year:{year}"
        title = (*listing.title, Run(f" {year}"))
        yield _place(f"{listing.address}{year}/", subject, data, source, (listing.subject, "home"), title)


def _by_year(site: Site, listing: Listing) -> dict[int, tuple[str, ...]]:
    years: dict[int, list[str]] = {}
    for key in listing.keys:
        day = site.entries[key].date
        if day:
            years.setdefault(day.day.year, []).append(key)
    return {year: tuple(keys) for year, keys in sorted(years.items(), reverse=True)}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def view(place: Place, context: Context) -> ListView:
    """What one page of a list shows; words of its own stand on the first."""
    site, language = context.site, place.language
    stretch: Stretch = place.data
    listing = stretch.listing
    key = f"{listing.taxonomy}/{listing.term}" if listing.taxonomy else listing.term
    entry = site.words.get(key)
    own = entry.documents.get(language) if entry else None
    first = own is not None and stretch.number == 1 and stretch.shape not in ("past", "year")
    filled = context.filled[own.path, language] if own and first else None
    person = site.vocabularies.people.terms.get(listing.term) if listing.taxonomy == "people" else None
    portrait = f"content/media/{person.picture}" if person else ""
    title = plain(place.title) if stretch.number == 1 else f"{plain(place.title)} ({stretch.number})"
    empty = not (stretch.keys or stretch.appointments)
    last = stretch.number == stretch.total
    more = {"past": listing.more_past, "events": listing.more_coming}.get(stretch.shape, listing.more)
    return ListView(
        site=context.frames[language],
        head=make_head(
            place,
            context,
            title,
            own.summary if own and first else "",
            section=listing.taxonomy or listing.term,
            indexed=not empty or first,
        ),
        shape=stretch.shape,
        kicker=_kicker(stretch, language, context),
        title=place.title,
        summary=own.lead if own and first else (),
        cover=filled.cover if filled else None,
        body=filled.body if filled and own and own.body.digest else None,
        groups=_groups(stretch, language, context),
        more=make_more(more, listing, context) if last and stretch.shape != "year" else (),
        pager=_pager(stretch, context) if stretch.total > 1 else None,
        years=_archive(stretch, context),
        past=_other_half(stretch, context) if stretch.shape == "events" and listing.past else None,
        upcoming=context.section_anchor(listing.term, language) if stretch.shape == "past" else None,
        role=(Run(name_in(person.roles, language)),) if person and person.roles else (),
        picture=show_picture(portrait, context) if portrait in site.pictures else None,
        url=person.url if person else "",
    )


def _kicker(stretch: Stretch, language: str, context: Context) -> Anchor | None:
    listing = stretch.listing
    if stretch.shape in ("past", "year"):
        return context.section_anchor(listing.term, language)
    above = context.place(f"terms:{listing.taxonomy}", language)
    return Anchor(plain(above.title), context.href(above.address)) if above else None


def _groups(stretch: Stretch, language: str, context: Context) -> tuple[Group, ...]:
    if stretch.shape == "events":
        return group_by_month(stretch.appointments, language, context)
    if stretch.shape == "past":
        return group_by_year(stretch.appointments, language, context)
    items = tuple(context.items[key, language] for key in stretch.keys)
    return (Group(None, items),) if items else ()


def _pager(stretch: Stretch, context: Context) -> Pager:
    def href(number: int) -> str:
        return context.href(_numbered(stretch.listing.address, number)) if 1 <= number <= stretch.total else ""

    near = {1, *range(stretch.number - NEIGHBOURS, stretch.number + NEIGHBOURS + 1), stretch.total}
    shown = [number for number in sorted(near) if 1 <= number <= stretch.total]
    pages = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            pages.append(Anchor("…", ""))
        pages.append(Anchor(str(number), href(number), current=number == stretch.number))
    return Pager(stretch.number, stretch.total, href(stretch.number - 1), href(stretch.number + 1), tuple(pages))


def _archive(stretch: Stretch, context: Context) -> tuple[Anchor, ...]:
    """The years of a dated section, each leading to its page."""
    day = context.site.entries[stretch.keys[0]].date if stretch.shape == "year" else None
    shown = day.day.year if day else None
    return tuple(
        Anchor(str(year), context.href(f"{stretch.listing.address}{year}/"), current=shown == year)
        for year in stretch.years
    )


def _other_half(stretch: Stretch, context: Context) -> Anchor | None:
    past = context.place(f"{stretch.listing.subject}:past", stretch.listing.language)
    return Anchor(plain(past.title), context.href(past.address)) if past else None


def render(view: ListView, place: Place, tools: Tools) -> Checked[bytes]:
    """The page by its shape's template, else by the one for all lists."""
    template = f"{view.shape}.html"
    return tools.theme.render(
        template if tools.theme.has(template) else "list.html", view, place.language, tools.bodies
    )


FORMAT = Format("lists", place, view, render, lambda kind: ListView)
