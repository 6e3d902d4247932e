"""Sixth stage: every document filled for its readers, and every link, picture and menu that leads nowhere reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from plcsite.codes import find
from plcsite.config import MenuItem
from plcsite.context import Context, make_frame, resolve_item
from plcsite.diagnostics import Checked, Diagnostic, say
from plcsite.filling import Reading, fill, find_assets
from plcsite.folders import read_address
from plcsite.items import make_item
from plcsite.linking import Atlas
from plcsite.listing import is_published
from plcsite.site import Places, Site
from plcsite.values import replace


def make_atlas(site: Site) -> Atlas:
    """What links of this site are looked up in."""
    keys = {*site.entries, *site.words, *site.held}
    return Atlas(site.keys_by_path, keys, site.media, site.config.url, lambda path: read_address(path).key)


def use_assets(site: Site, assets: Mapping[str, str], correcting: Iterable[tuple[str, str, str]]) -> Site:
    """The site with the files that its published documents use, which is what will be published of them."""
    atlas = make_atlas(site)
    used = {path for reading in _readings(site) for path in find_assets(reading, atlas)}
    for listing in site.terms.values():
        person = site.vocabularies.people.terms.get(listing.term)
        # Pictures alone: a drawing that holds a script would run it where it is opened by itself.
        if listing.taxonomy == "people" and person and f"content/media/{person.picture}" in site.pictures:
            used.add(f"content/media/{person.picture}")
    if site.config.logo:
        used.add(f"content/media/{site.config.logo}")
    return replace(site, used=frozenset(used & site.media.keys()), assets=assets, correcting=tuple(correcting))


def link(site: Site, places: Places, options: Mapping[str, str]) -> Checked[Context]:
    """The context of all views: documents filled, frames made. Findings are reported once, in the file's language."""
    atlas = make_atlas(site)
    found: list[Diagnostic] = []
    context = Context(site, places, aliases=_find_aliases(site), options=options)
    filled = {}
    for reading in _readings(site):
        checked = fill(reading, context, atlas)
        filled[reading.document.path, reading.language] = checked.value
        if reading.document.language == reading.language:
            found += checked.diagnostics
    for reading in _held_readings(site):
        found += (each for each in fill(reading, context, atlas).diagnostics if each.code != "link-withheld")
    for language in site.config.languages.values():
        for item in (*language.menu, *language.footer):
            if resolve_item(item, language.code, context) is None:
                found += _report_item(item, site)
    found += _find_lost_pictures(site)
    context = replace(context, filled=filled)
    frames = {code: make_frame(language, context) for code, language in site.config.languages.items()}
    items = {
        (key, language): make_item(key, language, context)
        for key in site.entries
        for language in site.config.languages
        if site.version(key, language)
    }
    return Checked(replace(context, frames=frames, items=items), tuple(dict.fromkeys(found)))


def _readings(site: Site) -> Iterator[Reading]:
    """Every document in every language that shows it, on a page of its own or as an item of a list."""
    for key, entry in site.entries.items():
        for language in site.config.languages:
            version = site.version(key, language)
            if version:
                yield Reading(version, entry, language)
    for entry in site.words.values():
        for language, document in entry.documents.items():
            if language in site.config.languages:
                yield Reading(document, entry, language)


def _held_readings(site: Site) -> Iterator[Reading]:
    """What is broken or scheduled, read all the same: no mistake hides another, and a release breaks nothing."""
    for entry in site.held.values():
        for language, document in entry.documents.items():
            if is_published(document, site.clock) and is_published(entry.first, site.clock):
                yield Reading(document, entry, language)


def _report_item(item: MenuItem, site: Site) -> tuple[Diagnostic, ...]:
    """An item of a menu that leads nowhere; nothing for one whose own file says why."""
    held = site.held.get(item.target)
    if held and held.broken:
        return ()
    if held or item.target in site.entries:
        message = say("“{name}” is not published in this language now; the menu leaves it out", name=item.target)
        return (find("link-withheld", item.location, message),)
    message = say("there is no section or page “{name}” for the menu", name=item.target)
    hint = say("write the name of a folder or file of the content, or {{ title = …, url = … }}")
    return (find("broken-link", item.location, message, hint),)


def _find_lost_pictures(site: Site) -> Iterator[Diagnostic]:
    """Pictures that settings and vocabularies name and that are not there."""
    named = [(site.config.logo, site.config.places.get("logo"))]
    people = site.vocabularies.people
    named += [(person.picture, people.pictures.get(id)) for id, person in people.terms.items()]
    for picture, place in named:
        path = f"content/media/{picture}"
        if picture and place and path not in site.media:
            hint = say("write the path of a picture below {folder}", folder="content/media/")
            yield find("broken-link", place, say("there is no file {path}", path=path), hint)


def _find_aliases(site: Site) -> dict[str, str]:
    return {
        alias if alias.endswith("/") or "." in alias.rpartition("/")[2] else f"{alias}/": page.key
        for page in site.pages.values()
        for alias in (*page.document.aliases, page.lent)
        if alias
    }
