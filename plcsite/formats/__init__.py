"""Output formats: one file each. A format is found by its file, so adding one touches one place.

`place` says which outputs there will be, all formats first, so that pages can link to each other's; `view` gathers
the closed value that one output shows; `render` turns that value into bytes, or names the file to copy.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from plcsite.context import Context
from plcsite.diagnostics import Checked
from plcsite.model import Piece
from plcsite.site import Place, Site
from plcsite.values import Value


class Asset(Protocol):
    """A file of a theme."""

    @property
    def data(self) -> bytes:
        """Its bytes."""


class Renderer(Protocol):
    """The theme, as formats see it."""

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Its files by name."""

    def has(self, template: str) -> bool:
        """Whether the theme has a template of this name."""

    def render(
        self, template: str, view: Any, language: str, bodies: Callable[[str], tuple[Piece, ...]]
    ) -> Checked[bytes]:
        """A page as UTF-8 HTML, and a designer's mistakes in its template."""


class Tools(Value):
    """What rendering may use beside its view: the theme, and the store of converted bodies, by their files' paths."""

    theme: Renderer
    bodies: Callable[[str], tuple[Piece, ...]]


class Copy(Value):
    """An output that is a file of the site as it is: its path from the site's root, and its SHA-256."""

    source: str
    digest: str


class Format(Value):
    """An output format. `view` and `render` are pure; a view is all that its bytes depend on, beside theme, code and
    the body that it may hold in a field of that name.

    `weigh` gives, for a place, what decides its view and costs less to gather; None where only the view does.
    `type` gives the type of its views, by their field `kind` where they have one, by which a cache reads them again.
    """

    name: str
    place: Callable[[Site], Iterable[Place]]
    view: Callable[[Place, Context], Any]
    render: Callable[[Any, Place, Tools], Checked[bytes] | Copy]
    type: Callable[[str], Any] = lambda kind: Any
    weigh: Callable[[Context], Callable[[Place], Any]] = lambda context: lambda place: None


def page_renderer(template: str) -> Callable[[Any, Place, Tools], Checked[bytes]]:
    """A render function for pages that always have the same template."""

    def render(view: Any, place: Place, tools: Tools) -> Checked[bytes]:
        return tools.theme.render(template, view, place.language, tools.bodies)

    return render


def find_formats() -> tuple[Format, ...]:
    """All formats, from the files of this folder, in the order of their names."""
    modules = sorted(item.name for item in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}").FORMAT for name in modules)
