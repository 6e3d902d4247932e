"""Files of `static/`, copied as they are to the root of the site."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite.context import Context
from plcsite.folders import STATIC
from plcsite.formats import Copy, Format, Tools
from plcsite.site import Place, Site


def place(site: Site) -> Iterable[Place]:
    """One output per file."""
    for path, asset in sorted(site.static.items()):
        target = path.removeprefix(f"{STATIC}/")
        yield Place(target, f"/{target}", FORMAT.name, f"static:{path}", "", path, data=asset)


def view(place: Place, context: Context) -> Copy:
    """A file is its own view."""
    return Copy(place.data.path, place.data.digest)


def render(view: Copy, place: Place, tools: Tools) -> Copy:
    """The bytes as they are."""
    return view


FORMAT = Format("static", place, view, render)
