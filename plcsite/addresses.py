"""The addresses of a site, from its settings and the slugs of its entries; every address is made here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from plcsite.config import Config, Section
from plcsite.model import Asset, Document, Entry
from plcsite.slugs import slugify

_PERIOD = re.compile(r"\d{4}|0?[1-9]|1[0-2]")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def home(language: str) -> str:
    """The home page of a language."""
    return f"/{language}/"


def generated(config: Config, language: str, *names: str) -> str:
    """A generated page: a section, a taxonomy, `past`, each under its word in that language."""
    return home(language) + "".join(f"{word}/" for word in _words(config, language, names) if word)


def _words(config: Config, language: str, names: Iterable[str]) -> Iterator[str]:
    """What stands for sections and generated pages: the settings' words, else the folders' names as slugs."""
    segments = config.languages[language].segments
    return (segments.get(name) or slugify(name, unicode=config.unicode_slugs) for name in names)


def term(config: Config, language: str, taxonomy: str, slug: str) -> str:
    """The page of a tag or a person."""
    return f"{generated(config, language, taxonomy)}{slug}/"


def document(config: Config, section: Section, entry: Entry, language: str, version: Document, parent: str = "") -> str:
    """The page of an entry in a language, by its section's pattern; below `parent`'s address if it is a part."""
    if parent:
        return f"{parent}{version.slug}/"
    day = entry.date or (entry.traits.schedule.start if entry.traits.schedule else None)
    parts: Mapping[str, str] = {
        "section": next(_words(config, language, [section.name])),
        "folders": "/".join(
            slugify(name, unicode=config.unicode_slugs) for name in version.folders if not _PERIOD.fullmatch(name)
        ),
        "slug": version.slug,
        "year": f"{day.day:%Y}" if day else "",
        "month": f"{day.day:%m}" if day else "",
        "day": f"{day.day:%d}" if day else "",
    }
    filled = _PLACEHOLDER.sub(lambda match: parts.get(match[1], ""), section.address)
    return home(language) + "".join(f"{part}/" for part in filled.split("/") if part)


def media(asset: Asset) -> str:
    """A picture or file as published: its name for people, and a hash of its bytes for caches."""
    name = asset.path.rpartition("/")[2]
    stem, _, suffix = name.rpartition(".")
    return f"/media/{slugify(stem or name)}.{asset.digest[:10]}.{suffix.lower()}"


def output_path(address: str) -> str:
    """The file behind an address: `index.html` of a folder, else the file itself."""
    path = address.lstrip("/")
    return f"{path}index.html" if address.endswith("/") else path


def is_kept(config: Config, language: str, section: Section, address: str) -> bool:
    """Whether an entry can't have an address, since a generated page goes there, now or later."""
    above, _, slug = address.rstrip("/").rpartition("/")
    if f"{above}/" == home(language):
        return slug in {"page", *_words(config, language, ("search", "tags", "people", *config.sections))}
    if section.name and section.listed and f"{above}/" == generated(config, language, section.name):
        return slug in {"page", *_words(config, language, ("past",))} or bool(re.fullmatch(r"\d{4}", slug))
    return False
