"""Fifth stage: every output's address, before any page is made, so that no page links to what will not be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from plcsite import addresses
from plcsite.codes import find
from plcsite.config import default_section
from plcsite.diagnostics import Checked, Diagnostic, Location, Text, say
from plcsite.formats import Format
from plcsite.markup.words import plain
from plcsite.paths import UnsafePath, check_output_path
from plcsite.site import Place, Places, Site


def place(site: Site, formats: Iterable[Format]) -> Checked[Places]:
    """All places of all formats. Two on one address, or a path no host can hold, are errors; the first stays."""
    found: list[Diagnostic] = []
    taken: dict[str, Place] = {}
    folders: dict[str, Place] = {}
    for format in formats:
        for wanted in format.place(site):
            reason = _refuse(wanted, site)
            if reason:
                location = _slug_location(wanted, site) or Location(wanted.source, 1)
                found.append(find("address-taken", location, reason, _rename(wanted)))
                continue
            key = wanted.path.casefold()
            above = _list_folders(key.rpartition("/")[0])
            holder = taken.get(key) or folders.get(key) or next((taken[path] for path in above if path in taken), None)
            if holder:
                found.append(_report_taken(wanted, holder, site))
                continue
            taken[key] = wanted
            folders.update(dict.fromkeys(above, wanted))
    listed = tuple(taken.values())
    places = Places(
        listed,
        {each.address: each for each in listed},
        {(each.subject, each.language): each for each in listed},
    )
    return Checked(places, tuple(found))


@lru_cache(maxsize=4096)
def _list_folders(folder: str) -> tuple[str, ...]:
    """A folder and those above it."""
    return (*_list_folders(folder.rpartition("/")[0]), folder) if folder else ()


def _refuse(wanted: Place, site: Site) -> Text | None:
    """Why nothing of ours may have this path: no host can hold it, or a generated page will want it."""
    try:
        check_output_path(wanted.path)
    except UnsafePath as unsafe:
        return unsafe.reason
    entry = site.entries.get(wanted.subject.removeprefix("entry:"))
    if entry is None or entry.key == entry.section or entry.key in site.config.sections:
        return None
    section = site.config.sections.get(entry.section) or default_section(entry.section, site.kinds)
    if not addresses.is_kept(site.config, wanted.language, section, wanted.address):
        return None
    return say("the address {address} is kept for a page that plcsite makes itself", address=wanted.address)


def _report_taken(wanted: Place, holder: Place, site: Site) -> Diagnostic:
    first, second = sorted((wanted, holder), key=lambda each: (each.subject.startswith("entry:"), each.source))
    stated = _slug_location(second, site)
    return find(
        "address-taken",
        stated or Location(second.source, 1 if second.subject.startswith("entry:") else 0),
        say("{address} is also the address of {other}", address=second.address, other=_name(first)),
        _rename(second),
    )


def _rename(place: Place) -> Text:
    slug = place.path.removesuffix("/index.html").rpartition("/")[2]
    if place.subject.startswith("entry:"):
        return say("give this one a slug of its own: slug: {slug}-2", slug=slug)
    return say("give it another name")


def _name(place: Place) -> Text:
    if place.source.endswith(".toml"):
        return say("“{title}”, made of {source}", title=plain(place.title) or place.path, source=place.source)
    return say("{source}", source=Location(place.source, int(place.source.endswith(".md"))).short)


def _slug_location(place: Place, site: Site) -> Location | None:
    entry = site.entries.get(place.data) if place.subject.startswith("entry:") and isinstance(place.data, str) else None
    document = entry.documents.get(place.language) if entry else None
    return document.slug_place if document else None
