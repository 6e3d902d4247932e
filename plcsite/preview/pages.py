"""A site in memory: its outputs by path, each made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from plcsite.cache import Cache
from plcsite.diagnostics import Diagnostic
from plcsite.examine import Examined
from plcsite.execution import Workshop
from plcsite.making import Copied, Page, Plan, Press, Sheet, draw, draw_up, settle
from plcsite.paths import Root
from plcsite.site import Place

_QUICK = 50
"""How many pages can be passed over in the time that one takes to make."""


@dataclass(frozen=True)
class Desk:
    """Where pages are made, by one thread at a time: two would only wait for each other and the interpreter.

    `workshop` has the bodies, in a store that nobody else can clear; `held` are their digests, `mistakes` those found
    in templates when a page was made, by the page's key.
    """

    lock: Lock = field(default_factory=Lock)
    workshop: Workshop = field(default_factory=lambda: Workshop(Cache(None)))
    held: set[str] = field(default_factory=set)
    mistakes: dict[bytes, tuple[Diagnostic, ...]] = field(default_factory=dict)

    def take(self, bodies: Mapping[str, str], workshop: Workshop) -> None:
        """Takes over the bodies that are new here. Raises `BodyLost`."""
        with self.lock:
            for body in set(bodies.values()) - self.held:
                self.workshop.take_body(body, workshop)
                self.held.add(body)


@dataclass(frozen=True, eq=False)
class Pages(Mapping[str, bytes]):
    """The bytes of each output by its path, as of one moment, whatever happens to the site meanwhile.

    `drawn` are the outputs that were looked at, `hints` those of sites before it, `found` the mistakes in pages that
    were made. Bytes of a file that is gone raise `OSError`.
    """

    root: Root
    examined: Examined
    desk: Desk
    hints: Mapping[str, Page] = field(default_factory=dict)
    drawn: dict[str, Page | Copied] = field(default_factory=dict)
    found: dict[Diagnostic, None] = field(default_factory=dict)

    def __getitem__(self, path: str) -> bytes:
        place = self._places[path]
        view = self._view(place)
        output = draw(place, view).output
        return self._render(output, view) if isinstance(output, Page) else self.root.read(output.file.source)

    def __contains__(self, path: object) -> bool:
        return path in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def review(self) -> Iterator[Collection[Diagnostic]]:
        """Makes the pages that were never made as they are now, a little at each step; gives all mistakes by then."""
        keys: set[bytes] = set()
        # Each list is read at once, for what is found out goes into it.
        known = [Sheet(each) for each in self.drawn.values()] if len(self.drawn) == len(self) else None
        for number, sheet in enumerate(known or draw_up(self.examined, Plan(tuple(self.hints.values()), ()))):
            page = sheet.output
            self.drawn[page.path] = page
            if isinstance(page, Page):
                keys.add(key := self._press.name(page))
                if key not in self.desk.mistakes:
                    self._render(page, sheet.make_view() if sheet.make_view else self._view(self._places[page.path]))
                self.found.update(dict.fromkeys(self.desk.mistakes[key]))
            if known is None or number % _QUICK == 0:
                yield self.found.keys()
        with self.desk.lock:
            for key in self.desk.mistakes.keys() - keys:
                del self.desk.mistakes[key]
        yield self.found.keys()

    def follow(self, examined: Examined) -> Pages:
        """The pages of the site as it is now; what is known of these spares making them again."""
        if examined.context is self.examined.context:
            return Pages(self.root, examined, self.desk, self.hints, self.drawn)
        drawn = {path: page for path, page in self.drawn.items() if isinstance(page, Page)}
        return Pages(self.root, examined, self.desk, {**self.hints, **drawn})

    def _view(self, place: Place) -> Any:
        return self._press.formats[place.format].view(place, self.examined.context)

    def _render(self, page: Page, view: Any) -> bytes:
        with self.desk.lock:
            made = self._press.render(page, view)
            self.desk.mistakes[self._press.name(page)] = made.diagnostics
            self.found.update(dict.fromkeys(made.diagnostics))
            return made.value

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        return {place.path: place for place in self.examined.context.places.listed}

    @cached_property
    def _press(self) -> Press:
        theme = self.examined.theme
        return Press(settle(theme), lambda: theme, self.examined.bodies, self.desk.workshop)
