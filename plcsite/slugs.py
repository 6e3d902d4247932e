"""Slugs: the words of a file name or a heading as a part of an address."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

LONGEST = 80

_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_NOT_ASCII = re.compile(r"[^a-z0-9]+")
_VARIANTS = range(0xFE00, 0xFE10)  # they choose between pictures of a character and are no part of a word


@lru_cache(maxsize=65_536)
def slugify(text: str, unicode: bool = False) -> str:
    """A slug of at most 80 characters: lower-case ASCII letters, digits and single hyphens.

    `unicode` keeps letters of any script (NFC, lower-case). Where nothing is left, the characters'
    code points stand for them: `[[` becomes `u5b-u5b`. Empty only for blank text.
    """
    text = _APOSTROPHE.sub("", unicodedata.normalize("NFC", text)).strip()
    lowered = text.lower()
    if lowered.isascii():  # nearly all are, and then it is quick
        words = _NOT_ASCII.sub(" ", lowered).split()
    else:
        words = "".join(character if _belongs(character) else " " for character in lowered).split()
    if not unicode:
        words = [_NOT_ASCII.sub("-", anyascii(word).lower()).strip("-") for word in words]
    slug = _cut("-".join(word for word in words if word))
    return slug or _cut("-".join(f"u{ord(character):x}" for character in text if not character.isspace()))


def _belongs(character: str) -> bool:
    """Whether a character is part of a word: a letter, a mark on one, a digit."""
    return unicodedata.category(character)[0] in "LMN" and ord(character) not in _VARIANTS


def _cut(slug: str) -> str:
    """At most the longest length, ending with a whole word where there is one."""
    if len(slug) <= LONGEST:
        return slug
    head, _, _ = slug[: LONGEST + 1].rpartition("-")
    return head or slug[:LONGEST]
