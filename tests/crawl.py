"""A visitor who follows everything: reads published pages and says what is amiss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNESCAPED = re.compile(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")
ADDRESSES = ("href", "src", "poster", "action", "data")


@dataclass
class Page:
    """A page as read: `links` are its addresses, `texts` its words, each with the language it is said to be in."""

    lang: str = ""
    links: list[str] = field(default_factory=list)
    alternates: dict[str, str] = field(default_factory=dict)
    canonical: str = ""
    ids: set[str] = field(default_factory=set)
    texts: list[tuple[str, str]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        lang = values.get("lang", self.open[-1][1] if self.open else "")
        page = self.page
        page.tags.append((tag, values))
        page.lang = page.lang or lang
        if "id" in values:
            page.ids.add(values["id"])
        if values.get("rel") == "alternate" and "hreflang" in values:
            page.alternates[values["hreflang"]] = values["href"]
        if values.get("rel") == "canonical":
            page.canonical = values["href"]
        page.links += [values[name] for name in ADDRESSES if name in values]
        page.links += [part.split()[0] for part in values.get("srcset", "").split(",") if part.strip()]
        page.texts += [(lang, values[name]) for name in ("alt", "title", "aria-label") if values.get(name)]
        if tag not in VOID:
            self.open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        # What a browser's tab shows can't be marked.
        if data.strip() and self.open and not any(tag in ("title", "script", "style") for tag, _ in self.open):
            self.page.texts.append((self.open[-1][1], data))


def read_page(text: str) -> Page:
    """A page from its HTML."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page


@dataclass(frozen=True)
class Crawl:
    """A published folder, as it is served at `url`."""

    folder: Path
    url: str = "https://plc.example.org/"

    @cached_property
    def pages(self) -> dict[str, Page]:
        """All pages by address on the site, from the first slash."""
        found = {}
        for path in sorted(path for path in self.folder.rglob("*.html") if path.is_file()):
            address = "/" + path.relative_to(self.folder).as_posix()
            address = address.removesuffix("index.html") if address.endswith("/index.html") else address
            found[address] = read_page(path.read_text("utf-8"))
        return found

    def resolve(self, address: str, href: str) -> tuple[str, str] | None:
        """Where a link on a page leads on this site, from the first slash, and its fragment; None if elsewhere."""
        target = urlsplit(urljoin(self.url + address.lstrip("/"), href))
        if target.scheme not in ("http", "https"):
            return None
        here = urlsplit(self.url)
        if target.netloc != here.netloc:
            return None
        if not target.path.startswith(here.path):
            return f"outside {here.path}: {target.path}", ""
        return "/" + unquote(target.path[len(here.path) :]), unquote(target.fragment)

    def broken(self) -> list[str]:
        """Every link, anchor and alternate that leads to nothing, as `page: address`."""
        return [f"{address}: {href}" for address, page in self.pages.items() for href in self._broken(address, page)]

    def _broken(self, address: str, page: Page) -> Iterator[str]:
        for href in dict.fromkeys((*page.links, *page.alternates.values())):
            found = self.resolve(address, href)
            if found is None:
                continue
            if _UNESCAPED.search(href):
                yield href
            target, fragment = found
            file = self.folder / (target.lstrip("/") + ("index.html" if target.endswith("/") else ""))
            known = file.is_file()
            if not known or (fragment and target in self.pages and not self._has(target, fragment)):
                yield href

    def _has(self, address: str, fragment: str) -> bool:
        return fragment in self.pages[address].ids or fragment == "top"

    def unmutual(self) -> list[str]:
        """Pages whose alternates don't name them, lack x-default, or aren't named back, as `page: reason`."""
        amiss = []
        for address, page in self.pages.items():
            if not page.alternates:
                continue
            named = {code: self.resolve(address, href) for code, href in page.alternates.items()}
            if "x-default" not in named:
                amiss.append(f"{address}: no x-default")
            if (address, "") not in named.values():
                amiss.append(f"{address}: does not name itself")
            for code, found in named.items():
                other = self.pages.get(found[0]) if found else None
                if other is None or other.alternates != page.alternates:
                    amiss.append(f"{address}: {code} does not name it back")
                elif code != "x-default" and other.lang != code:
                    amiss.append(f"{address}: {code} is in {other.lang}")
        return amiss

    def third_parties(self) -> list[str]:
        """What a browser would fetch from another host without being asked, as `page: address`."""
        asked = []
        for address, page in self.pages.items():
            for tag, values in page.tags:
                fetched = [values[name] for name in ("src", "poster", "data", "srcset") if name in values]
                if tag == "link" and not {"alternate", "canonical", "license", "me"} & set(
                    values.get("rel", "").split()
                ):
                    fetched.append(values.get("href", ""))
                fetched += re.findall(r"url\(([^)]*)\)", values.get("style", ""))
                asked += [f"{address}: {each}" for each in fetched if self.resolve(address, each) is None and each]
        return [each for each in asked if not each.partition(": ")[2].startswith("data:")]


def find_bytes(folder: Path, word: str) -> list[str]:
    """The files below a folder in whose name or bytes a word occurs."""
    sought = word.encode()
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and (word in path.relative_to(folder).as_posix() or sought in path.read_bytes())
    )
