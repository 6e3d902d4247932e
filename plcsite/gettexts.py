"""Catalogues of words: those of a theme and of the tool, read, checked and extracted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from gettext import GNUTranslations
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.extract import extract as extract_messages
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from plcsite.diagnostics import Text, Translate, say
from plcsite.locales import parse_locale


@dataclass(frozen=True)
class Message:
    """A message that a template or our own code asks for, and where it does so first."""

    id: str
    plural: str | None
    context: str | None
    path: str
    line: int


class Mistake(NamedTuple):
    """Where a catalogue cannot be read, and why."""

    line: int
    reason: Text


@dataclass(frozen=True)
class Catalogue:
    """The words of a catalogue. What it lacks it gives back as it was asked.

    `digest` stands for all that a page may owe to it; `mistake` says why nothing could be read.
    """

    locale: str
    digest: str
    mistake: Mistake | None
    _catalog: Catalog = field(repr=False, compare=False)
    _words: GNUTranslations = field(repr=False, compare=False)

    def gettext(self, message: str) -> str:
        """The translation of a message."""
        return self._words.gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form of a message that goes with a number, by the plural rule of the language."""
        return self._words.ngettext(one, many, number)

    def pgettext(self, context: str, message: str) -> str:
        """The translation of a message that means this in a context."""
        return self._words.pgettext(context, message)

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        """The form of such a message that goes with a number."""
        return self._words.npgettext(context, one, many, number)

    def fault(self, message: Message) -> Text | None:
        """Why the catalogue has no words that can stand for a message; None where it has."""
        found = self._catalog.get(message.id, message.context)
        if found is None:
            return say("it is not there")
        if found.fuzzy:
            return say("its translation is marked as fuzzy")
        forms = [found.string or ""] if isinstance(found.string, str | None) else list(found.string)
        if message.plural is not None and len(forms) != self._catalog.num_plurals:
            return say("it needs {count} plural forms", count=self._catalog.num_plurals)
        if not all(forms):
            return say("its translation is empty")
        asked = _placeholders(message.id) | _placeholders(message.plural or "")
        # A plural form may spell out its number.
        fitting = all(_placeholders(form) <= asked for form in forms)
        if not fitting or (message.plural is None and _placeholders(forms[0]) != asked):
            return say("its placeholders are not those of the original")
        return None

    def missing(self, messages: Iterable[Message]) -> tuple[Message, ...]:
        """Those of the messages that the catalogue has no words for."""
        return tuple(message for message in messages if self.fault(message))


def read_catalogue(po: bytes, locale: str) -> Catalogue:
    """A catalogue from a gettext .po file in UTF-8; from no bytes, one that gives back what it is asked."""
    try:
        # Anything but aborting would print; text is split here, since Babel would trust the header on its charset.
        catalog = read_po(po.decode("utf-8-sig").splitlines(), locale=parse_locale(locale), abort_invalid=True)
        compiled = BytesIO()
        write_mo(compiled, catalog)
        words = GNUTranslations(BytesIO(compiled.getvalue()))
    except UnicodeDecodeError as error:
        mistake = Mistake(po.count(b"\n", 0, error.start) + 1, say("this is not UTF-8"))
    except PoFileError as error:
        mistake = Mistake(error.lineno + 1, _MALFORMED)
    except (ValueError, LookupError):
        # What the header states is met late, and by code that doesn't know lines.
        mistake = Mistake(1, _MALFORMED)
    else:
        return Catalogue(locale, sha256(locale.encode() + b"\0" + po).hexdigest(), None, catalog, words)
    return replace(read_catalogue(b"", locale), mistake=mistake)


_MALFORMED = say("this is not the form of a .po file")
_PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%|\{\w+\}")


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text)) - {"%%"}


def extract(templates: Mapping[str, str]) -> tuple[Message, ...]:
    """The messages of Jinja templates (path to source), each once, in the order of paths and lines."""
    options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
    return _extract("jinja2", templates, DEFAULT_KEYWORDS, options)


def extract_said(modules: Mapping[str, str]) -> tuple[Message, ...]:
    """The messages that modules of Python (path to source) make with `say`, likewise."""
    return _extract("python", modules, {"say": None}, {})


def _extract(method: str, sources: Mapping[str, str], keywords: Any, options: Any) -> tuple[Message, ...]:
    found: dict[tuple[str, str | None], Message] = {}
    for path, source in sorted(sources.items()):
        for line, asked, _, context in extract_messages(method, BytesIO(source.encode()), keywords, options=options):
            one, *rest = (asked,) if isinstance(asked, str) else asked
            plural = rest[0] if rest else None
            known = found.setdefault((one, context), Message(one, plural, context, path, line))
            if known.plural is None and plural is not None:
                found[one, context] = replace(known, plural=plural)
    return tuple(found.values())


# --- the tool's own words --------------------------------------------------------------------------------------


def _catalogues() -> Mapping[str, Traversable]:
    files = resources.files("plcsite").joinpath("catalogues").iterdir()
    return {file.name.removesuffix(".po"): file for file in files if file.name.endswith(".po")}


def tool_languages() -> tuple[str, ...]:
    """The languages that the tool's own messages have been translated into."""
    return tuple(sorted(_catalogues()))


@cache
def tool_translator(language: str) -> Translate:
    """Gives the tool's own messages in a language; as they are written where there is no catalogue of it."""
    file = _catalogues().get(language)
    return read_catalogue(file.read_bytes(), language).gettext if file else str
