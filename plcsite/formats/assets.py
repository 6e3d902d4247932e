"""The theme's own files (styles, scripts, fonts) under `/assets/`, with a hash of their bytes in the name."""

from __future__ import annotations

from collections.abc import Iterable

from plcsite.context import Context
from plcsite.diagnostics import Checked
from plcsite.formats import Format, Tools
from plcsite.site import Place, Site


def place(site: Site) -> Iterable[Place]:
    """One output per asset of the theme."""
    for name, path in sorted(site.assets.items()):
        yield Place(path, f"/{path}", FORMAT.name, f"asset:{name}", "", f"themes/{site.config.theme}", data=name)


def view(place: Place, context: Context) -> str:
    """The asset's name; its address holds the digest of its bytes."""
    name: str = place.data
    return name


def render(view: str, place: Place, tools: Tools) -> Checked[bytes]:
    """The bytes as the theme has them."""
    return Checked(tools.theme.assets[view].data)


FORMAT = Format("assets", place, view, render)
