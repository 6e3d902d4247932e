"""`404.html`, once for all languages and once for each, and the page of an entry that is being corrected."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite import addresses
from plcsite.context import Context, make_head
from plcsite.formats import Format, page_renderer
from plcsite.locales import direction
from plcsite.site import Place, Site
from plcsite.values import Value
from plcsite.views import Anchor, Head, SiteView


class Apology(Value):
    """What to say in one language: `reason` is not-found or correcting; `links` are places to go on from."""

    lang: str
    direction: str
    reason: str
    links: tuple[Anchor, ...]


class AbsentView(Value):
    """What `absent.html` sees: an apology per language the page speaks."""

    site: SiteView
    head: Head
    apologies: tuple[Apology, ...]


NOT_FOUND, CORRECTING = "not-found", "correcting"


def place(site: Site) -> Iterable[Place]:
    """`/404.html` for all, one per language, and a page at the address of each entry held back for its errors."""
    config = site.config
    default = config.default_language
    yield Place(
        "404.html",
        "/404.html",
        FORMAT.name,
        "404:all",
        default,
        "plcsite.toml",
        ("home",),
        False,
        data=NOT_FOUND,
        neutral=True,
    )
    for language in config.languages:
        address = f"{addresses.home(language)}404.html"
        path = addresses.output_path(address)
        yield Place(path, address, FORMAT.name, "404", language, "plcsite.toml", ("home",), False, data=NOT_FOUND)
    for key, language, address in site.correcting:
        path = addresses.output_path(address)
        source = site.held[key].documents[language].path
        yield Place(path, address, FORMAT.name, f"entry:{key}", language, source, ("home",), False, data=CORRECTING)


def view(place: Place, context: Context) -> AbsentView:
    """An apology in the page's language; on `/404.html`, which serves everybody, in each."""
    config = context.site.config
    spoken = tuple(config.languages) if place.neutral else (place.language,)
    title = config.languages[place.language].title
    return AbsentView(
        site=context.frames[place.language],
        head=make_head(place, context, title, indexed=False),
        apologies=tuple(
            Apology(
                language,
                direction(config.languages[language].locale),
                place.data,
                (
                    Anchor(config.languages[language].title, context.frames[language].home),
                    *context.frames[language].menu,
                ),
            )
            for language in spoken
        ),
    )


FORMAT = Format("absent", place, view, page_renderer("absent.html"))
