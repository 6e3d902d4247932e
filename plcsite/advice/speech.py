"""Which language a text is in, as far as it can be told: texts that are in another than their folder says."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from typing import NamedTuple

from plcsite.advice.structure import MIXED, report_mixture
from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.locales import own_name
from plcsite.markup.prose import find_prose, list_paragraphs
from plcsite.values import Value

__all__ = ["MIXED", "Request", "is_installed", "judge_speech"]

SURE = 0.95
"""How sure the models must be of a paragraph that they take for another language."""

LONG = 12
"""Words in small letters that a paragraph needs to be judged: names are of no language."""

ENOUGH = 30
"""Such words in paragraphs of a language that a text needs to be said to be in it."""

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’-][^\W\d_]+)*(?!\w)")
_PARTICLES = 2
_NO_PROSE = re.compile(r"\s*(?:>|#|\||!!!|\[\^)")


class Request(Value):
    """A body to judge: `line` is its first in the file, `speech` the language it should be in, `locales` those of the
    configured languages by their codes."""

    path: str
    markdown: str
    line: int
    speech: str
    locales: tuple[tuple[str, str], ...]


class _Told(NamedTuple):
    line: int
    code: str
    words: int


def is_installed() -> bool:
    """Whether the models are there."""
    return find_spec("lingua") is not None


def judge_speech(request: Request) -> Checked[bool]:
    """Whether a body is in its language as far as can be told, and a finding where it isn't. Pure."""
    told = _tell(request)
    words: Counter[str] = Counter()
    for each in told:
        words[each.code] += each.words
    foreign = next((each for each in told if each.code != request.speech), None)
    if foreign is None or words[foreign.code] < ENOUGH:
        return Checked(True)
    place = Location(request.path, request.line + foreign.line - 1)
    return Checked(False, (_report(place, foreign.code, request, mixed=words[request.speech] > 0),))


def _report(place: Location, code: str, request: Request, *, mixed: bool) -> Diagnostic:
    names = {code: own_name(locale) for code, locale in request.locales}
    if mixed:
        return report_mixture(place, names[code])
    return find(
        "language-differs",
        place,
        say(
            "this text seems to be in {language}, not in {expected}",
            language=names[code],
            expected=names[request.speech],
        ),
        say("put the file into the folder of its language, or add language: {code}", code=code),
    )


def _tell(request: Request) -> list[_Told]:
    """The paragraphs whose language is sure, in their order."""
    detector = _find_detector(request.locales)
    if detector is None or request.speech not in detector.codes:
        return []
    told = []
    for line, paragraph in list_paragraphs(find_prose(request.markdown)):
        words = [] if _NO_PROSE.match(paragraph) else _drop_names(_WORD.findall(paragraph))
        if len(words) >= LONG and (code := detector.tell(" ".join(words))):
            told.append(_Told(line, code, len(words)))
    return told


def _drop_names(words: list[str]) -> list[str]:
    """The words in small letters, but not one or two between capitals, which may be part of a name."""
    kept: list[str] = []
    small: list[str] = []
    named = False
    for word in words:
        if word[0].islower():
            small.append(word)
            continue
        kept += small if not named or len(small) > _PARTICLES else []
        small, named = [], True
    return kept + small


class _Detector:
    """The models of the configured languages that there are models of."""

    def __init__(self, codes: dict[str, str]) -> None:
        from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415 - a hundred megabytes, and maybe not there

        known = {language.iso_code_639_1.name.lower(): language for language in Language.all()}
        self.codes = {code: primary for code, primary in codes.items() if primary in known}
        self._codes = {primary: code for code, primary in self.codes.items()}
        self._models = None
        if len(self._codes) > 1:
            self._models = LanguageDetectorBuilder.from_languages(*(known[each] for each in self._codes)).build()

    def tell(self, text: str) -> str:
        """The language of a text; empty where it isn't sure."""
        best = self._models.compute_language_confidence_values(text)[0] if self._models else None
        return self._codes[best.language.iso_code_639_1.name.lower()] if best and best.value >= SURE else ""


@cache
def _find_detector(locales: tuple[tuple[str, str], ...]) -> _Detector | None:
    return _Detector({code: locale.partition("_")[0] for code, locale in locales}) if is_installed() else None
