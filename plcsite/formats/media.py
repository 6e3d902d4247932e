"""Pictures and files of the content that published pages show or link to, under `/media/`."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite import addresses
from plcsite.context import Context
from plcsite.formats import Copy, Format, Tools
from plcsite.site import Place, Site


def place(site: Site) -> Iterable[Place]:
    """One output per file that is used, whichever language's bundle it lies in; two of the same bytes are one."""
    taken: set[str] = set()
    for path in sorted(site.used):
        asset = site.media[path]
        address = addresses.media(asset)
        if address not in taken:
            taken.add(address)
            yield Place(addresses.output_path(address), address, FORMAT.name, f"media:{path}", "", path, data=asset)


def view(place: Place, context: Context) -> Copy:
    """A file is its own view."""
    return Copy(place.data.path, place.data.digest)


def render(view: Copy, place: Place, tools: Tools) -> Copy:
    """The bytes as they are."""
    return view


FORMAT = Format("media", place, view, render)
