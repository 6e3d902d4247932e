"""Fifth stage: every output's address, before any page is made, so that no page links to what will not be."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, Text, say
from plcsite.formats import Format
from plcsite.paths import UnsafePath, check_output_path
from plcsite.site import Place, Places, Site


def place(site: Site, formats: Iterable[Format]) -> Checked[Places]:
    """All places of all formats. Two on one address, or a path no host can hold, are errors; the first stays."""
    found: list[Diagnostic] = []
    taken: dict[str, Place] = {}
    folders: dict[str, Place] = {}
    for format in formats:
        for wanted in format.place(site):
            key = wanted.path.casefold()
            above = [key[:end] for end, character in enumerate(key) if character == "/"]
            holder = taken.get(key) or folders.get(key) or next((taken[path] for path in above if path in taken), None)
            if holder:
                found.append(_report_taken(wanted, holder, site))
                continue
            try:
                check_output_path(wanted.path)
            except UnsafePath as unsafe:
                location = _slug_location(wanted, site) or Location(wanted.source)
                found.append(find("address-taken", location, unsafe.reason, _rename(wanted)))
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


def _name(place: Place) -> str:
    return Location(place.source, 1).short if place.source.endswith(".md") else place.source


def _slug_location(place: Place, site: Site) -> Location | None:
    entry = site.entries.get(place.data) if place.subject.startswith("entry:") and isinstance(place.data, str) else None
    document = entry.documents.get(place.language) if entry else None
    stated = document.stated.get("slug") if document else None
    return stated.location if stated else None
