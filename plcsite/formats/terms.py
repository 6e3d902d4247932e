"""The page that lists all tags, or all people."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite import addresses
from plcsite.context import Context, make_head
from plcsite.filling import show_picture
from plcsite.formats import Format, page_renderer
from plcsite.model import Run, Words, name_in
from plcsite.site import Listing, Place, Site
from plcsite.values import Value
from plcsite.views import BodyView, Head, PictureView, SiteView


class TermItem(Value):
    """A tag or a person in the list of all; `count` is the number of entries in this language."""

    title: str
    href: str
    count: int
    role: Words = ()
    picture: PictureView | None = None


class TermsView(Value):
    """What `terms.html` sees. `taxonomy` is tags or people."""

    site: SiteView
    head: Head
    taxonomy: str
    title: Words
    summary: Words
    body: BodyView | None
    terms: tuple[TermItem, ...]


def place(site: Site) -> Iterable[Place]:
    """One page per taxonomy and language that has any terms."""
    for taxonomy, language in dict.fromkeys((taxonomy, language) for taxonomy, _, language in site.terms):
        address = addresses.generated(site.config, language, taxonomy)
        own = site.words.get(taxonomy)
        word = site.config.languages[language].segment(taxonomy)
        title: Words = (Run(word[:1].upper() + word[1:]),)
        if own and language in own.documents:
            title = own.documents[language].title
        yield Place(
            addresses.output_path(address),
            address,
            FORMAT.name,
            f"terms:{taxonomy}",
            language,
            site.source_of(taxonomy, language),
            ("home",),
            title=title,
            data=taxonomy,
        )


def view(place: Place, context: Context) -> TermsView:
    """All terms in the order of their names."""
    site, language = context.site, place.language
    taxonomy: str = place.data
    entry = site.words.get(taxonomy)
    own = entry.documents.get(language) if entry else None
    listings = [listing for (kind, _, code), listing in site.terms.items() if (kind, code) == (taxonomy, language)]
    listings.sort(key=lambda listing: (listing.name.casefold(), listing.term))
    return TermsView(
        site=context.frames[language],
        head=make_head(place, context, place.title, own.summary if own else "", section=taxonomy),
        taxonomy=taxonomy,
        title=place.title,
        summary=own.lead if own else (),
        body=context.filled[own.path, language].body if own and own.body.digest else None,
        terms=tuple(_term(listing, language, context) for listing in listings),
    )


def _term(listing: Listing, language: str, context: Context) -> TermItem:
    site = context.site
    person = site.vocabularies.people.terms.get(listing.term) if listing.taxonomy == "people" else None
    path = f"content/media/{person.picture}" if person else ""
    return TermItem(
        listing.name,
        context.href(listing.address),
        len(listing.keys) + sum(count for _, count in listing.more),
        (Run(name_in(person.roles, language)),) if person and person.roles else (),
        show_picture(path, context) if path in site.pictures else None,
    )


FORMAT = Format("terms", place, view, page_renderer("terms.html"), lambda kind: TermsView)
