"""What a site shows, as values: bare sites that need no theme to be read, and the views of their pages."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from plcsite.diagnostics import Diagnostic, Severity
from plcsite.examine import Examined
from plcsite.formats import find_formats
from plcsite.listing import Clock
from plcsite.model import Entry, Words
from plcsite.site import Place
from tests.conftest import NOW, SETTINGS, TestSite

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n'
BARE_SETTINGS = SETTINGS.replace("[site]", '[site]\ntheme = "bare"')
BARE: Mapping[str, str] = {
    "plcsite.toml": BARE_SETTINGS,
    "themes/bare/theme.toml": "",
    "themes/bare/locales/en.po": PO,
    "themes/bare/locales/nl.po": PO,
    "themes/bare/locales/fr.po": PO,
}

FRENCH = """
[languages.fr]
locale = "fr_BE"
title = "Apprendre ensemble"
segments = { news = "actualites", events = "agenda", past = "passe" }
"""

FORMATS = {format.name: format for format in find_formats()}


@dataclass(frozen=True)
class Looked:
    """A site as examined, asked for what its visitors would see."""

    examined: Examined

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """Everything that was found."""
        return self.examined.diagnostics

    @property
    def codes(self) -> list[str]:
        """The codes of everything that was found, in the order of its places."""
        return [each.code for each in self.found]

    @property
    def errors(self) -> list[str]:
        """`code path:line:column` of every error."""
        return [f"{each.code} {each.location}" for each in self.found if each.severity is Severity.ERROR]

    @property
    def addresses(self) -> list[str]:
        """The addresses of all outputs, in order."""
        return sorted(place.address for place in self.examined.context.places.listed)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The published entries by key."""
        return self.examined.site.entries

    @property
    def clock(self) -> Clock:
        """The instant as of which all is shown."""
        return self.examined.site.clock

    def place(self, address: str) -> Place:
        """The output at an address."""
        return self.examined.context.places.by_address[address]

    def view(self, address: str) -> Any:
        """The value from which the output at an address is rendered."""
        place = self.place(address)
        return FORMATS[place.format].view(place, self.examined.context)

    def alternates(self, address: str) -> dict[str, str]:
        """The lines of hreflang of a page: language to address."""
        return {each.hreflang: each.href for each in self.view(address).head.alternates}

    def switch(self, address: str) -> dict[str, tuple[str, bool]]:
        """The switch of a page: where each language leads, and whether that is the counterpart."""
        return {each.lang: (each.href, each.exact) for each in self.view(address).head.switch}

    def listed(self, address: str) -> list[str]:
        """The addresses to which the items of a list lead, in order."""
        return [item.href for group in self.view(address).groups for item in group.items]


def look(made: TestSite, **options: object) -> Looked:
    """Examines a site; `at` and the other options as on the command line."""
    return Looked(made.examine(**options))


def lay(
    site: Callable[..., TestSite], files: Mapping[str, str | bytes], settings: str = "", **options: object
) -> Looked:
    """A bare site of these files, its settings followed by more, examined."""
    return look(site({**BARE, "plcsite.toml": BARE_SETTINGS + settings, **files}), **options)


def draw(width: int = 2, height: int = 1) -> bytes:
    """A red picture (PNG), as small as they come."""
    rows = (b"\0" + b"\xff\0\0" * width) * height
    chunks = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    parts = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def spell(words: Words) -> str:
    """Words without the marks of their languages."""
    return "".join(run.text for run in words)


def post(title: str, date: str = "2026-10-01", *lines: str, body: str = "Words.") -> str:
    """A post in few words; without a date it leaves the facts to another file."""
    dated = [f"date: {date}"] if date else []
    return "\n".join(["---", f"title: {title}", *dated, *lines, "---", body, ""])


def event(title: str, start: str = "2026-12-01T19:00", *lines: str, body: str = "Words.") -> str:
    """An event in few words; without a start it leaves the facts to another file."""
    begins = [f"start: {start}"] if start else []
    return "\n".join(["---", f"title: {title}", *begins, *lines, "---", body, ""])


__all__ = ["BARE", "BARE_SETTINGS", "FRENCH", "NOW", "Looked", "draw", "event", "lay", "look", "post", "spell"]
