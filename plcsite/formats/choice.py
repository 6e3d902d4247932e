"""`/`: the choice of a language, each in its own words."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite import addresses
from plcsite.context import X_DEFAULT, Context, make_head
from plcsite.formats import Format, page_renderer
from plcsite.locales import direction, own_name
from plcsite.site import Place, Site
from plcsite.values import Value, replace
from plcsite.views import Alternate, Head, SiteView


class Choice(Value):
    """A language to choose: its name in itself, and the site's title and tagline in it."""

    lang: str
    direction: str
    name: str
    title: str
    tagline: str
    href: str


class ChoiceView(Value):
    """What `choice.html` sees; its page is in the default language, each choice in its own."""

    site: SiteView
    head: Head
    choices: tuple[Choice, ...]


def place(site: Site) -> Iterable[Place]:
    """One page, in no language of its own."""
    default = site.config.default_language
    yield Place("index.html", "/", FORMAT.name, "choice", default, "plcsite.toml", ("home",), neutral=True)


def view(place: Place, context: Context) -> ChoiceView:
    """Every language of the site, in itself; the page lists the same alternates as the home pages."""
    config = context.site.config
    head = make_head(place, context, config.languages[place.language].title)
    homes = tuple(Alternate(code, config.absolute(addresses.home(code))) for code in config.languages)
    alternates = (*homes, Alternate(X_DEFAULT, config.absolute("/"))) if len(homes) > 1 else ()
    return ChoiceView(
        site=context.frames[place.language],
        head=replace(head, alternates=alternates),
        choices=tuple(
            Choice(
                code,
                direction(language.locale),
                own_name(code),
                language.title,
                language.tagline,
                context.href(addresses.home(code)),
            )
            for code, language in config.languages.items()
        ),
    )


FORMAT = Format("choice", place, view, page_renderer("choice.html"))
