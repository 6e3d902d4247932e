"""What every page has around its own content: head, menu, switch, alternates. Views are made with this at hand."""

from __future__ import annotations

from collections.abc import Mapping

from plcsite import addresses
from plcsite.config import Language, MenuItem
from plcsite.diagnostics import Location
from plcsite.locales import direction, own_name
from plcsite.markup.words import plain
from plcsite.model import Words
from plcsite.site import Place, Places, Site
from plcsite.values import Value, field
from plcsite.views import Alternate, Anchor, BodyView, Head, Item, PictureView, ResourceView, SiteView, Switch

X_DEFAULT = "x-default"


class Filled(Value):
    """A document as one language's readers see it: its body with links and pictures filled, cover and resources."""

    body: BodyView
    cover: PictureView | None
    resources: tuple[ResourceView, ...]


class Context(Value):
    """The site, all places, and every document filled for its readers, by the document's path and their language.

    `items` are entries as lists show them, by key and language; `aliases` are old addresses with the key of what
    moved; `options` the theme's.
    """

    site: Site
    places: Places
    filled: Mapping[tuple[str, str], Filled] = field(default_factory=dict)
    frames: Mapping[str, SiteView] = field(default_factory=dict)
    items: Mapping[tuple[str, str], Item] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    def href(self, address: str) -> str:
        """An address as pages print it."""
        return self.site.config.href(address)

    def place(self, subject: str, language: str) -> Place | None:
        """The output that shows a subject in a language."""
        return self.places.by_subject.get((subject, language))

    def section_anchor(self, name: str, language: str) -> Anchor | None:
        """A section's title, leading to its list."""
        listing = self.site.sections.get((name, language))
        return Anchor(plain(listing.title), self.href(listing.address)) if listing else None

    def entry_anchor(self, key: str, language: str, *, current: bool = False, name: str = "") -> Anchor | None:
        """An entry's title as readers of a language are shown it, leading to its page; None where there is none."""
        version = self.site.version(key, language) if key in self.site.entries else None
        if version is None:
            return None
        lang = version.speech if version.speech != language else None
        hreflang = None if (key, language) in self.site.pages else version.language
        return Anchor(
            plain(version.title), self.href(self.site.address_of(key, language)), lang, hreflang, current, name
        )


def make_frame(language: Language, context: Context) -> SiteView:
    """What all pages of a language have in common."""
    config = context.site.config
    logo = context.site.media.get(f"content/media/{config.logo}") if config.logo else None
    return SiteView(
        title=language.title,
        tagline=language.tagline,
        home=context.href(addresses.home(language.code)),
        menu=make_menu(language.menu or _default_menu(language, context), language.code, context),
        footer=make_menu(language.footer, language.code, context),
        social=tuple(Anchor(name, href) for name, href in config.social.items()),
        contact=config.contact,
        feeds=(),
        logo=context.href(addresses.media(logo)) if logo else "",
        icon=context.href(f"/{config.icon.lstrip('/')}") if config.icon else "",
        options=tuple(sorted(context.options.items())),
    )


def _default_menu(language: Language, context: Context) -> tuple[MenuItem, ...]:
    names = (name for name, code in context.site.sections if code == language.code)
    return tuple(MenuItem(name, "", Location("")) for name in names)


def make_menu(items: tuple[MenuItem, ...], language: str, context: Context) -> tuple[Anchor, ...]:
    """The links of a menu; an item that leads nowhere is left out (the linking stage reports it)."""
    found = (resolve_item(item, language, context) for item in items)
    return tuple(anchor for anchor in found if anchor)


def resolve_item(item: MenuItem, language: str, context: Context) -> Anchor | None:
    """A menu's item as a link: a section, a taxonomy, a page in whichever language has it, or an address."""
    if item.title:
        own = item.target.startswith("/")
        if own and item.target not in context.places.by_address:
            return None
        return Anchor(item.title, context.href(item.target) if own else item.target)
    for subject in (f"section:{item.target}", f"terms:{item.target}"):
        place = context.place(subject, language)
        if place:
            return Anchor(plain(place.title), context.href(place.address), name=item.target)
    return context.entry_anchor(item.target, language, name=item.target)


def make_head(
    place: Place,
    context: Context,
    title: Words | str,
    description: Words | str = "",
    *,
    section: str = "",
    indexed: bool = True,
    canonical: str = "",
    original: str = "",
) -> Head:
    """What a page says of itself to browsers and search engines. `original` decides x-default without the default's."""
    site = context.site
    config = site.config
    language = config.languages[place.language]
    clock = site.clock
    preview = clock.drafts or clock.future
    return Head(
        lang=language.code,
        direction=direction(language.locale),
        title=title if isinstance(title, str) else plain(title),
        description=description if isinstance(description, str) else plain(description),
        canonical=config.absolute(canonical or place.address),
        indexed=indexed and not preview,
        alternates=_alternates(place, context, original),
        switch=_switch(place, context),
        section=section,
        preview=preview,
    )


def _alternates(place: Place, context: Context, original: str) -> tuple[Alternate, ...]:
    config = context.site.config
    if not place.alternate:
        return ()
    found = {
        code: other.address
        for code in config.languages
        if (other := context.places.counterpart(place, code)) and other.alternate
    }
    if len(found) < 2:
        return ()
    default = next(code for code in (config.default_language, original, *found) if code in found)
    fallback = "/" if place.subject == "home" else found[default]
    return (
        *(Alternate(code, config.absolute(address)) for code, address in found.items()),
        Alternate(X_DEFAULT, config.absolute(fallback)),
    )


def _switch(place: Place, context: Context) -> tuple[Switch, ...]:
    listed = []
    for code in context.site.config.languages:
        counterpart = None if place.neutral else context.places.counterpart(place, code)
        nearest = counterpart or context.places.nearest(place, code)
        address = nearest.address if nearest else addresses.home(code)
        current = code == place.language and not place.neutral
        exact = counterpart is not None or place.neutral
        listed.append(Switch(code, own_name(code), context.href(address), current, exact))
    return tuple(listed)
