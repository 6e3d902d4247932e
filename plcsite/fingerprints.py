"""The fingerprint of what a document says: its letters and digits, so that a translator hears of words alone.

Blind to white space, line ends, case, punctuation, marks of Markdown, targets of links and comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from html import unescape
from unicodedata import normalize

from plcsite.model import Image, Piece, Slot

_TAG = re.compile(r"<[^<>]*>")
_LETTERS = re.compile(r"[^\W_]+")
_BYTES = 6
_BODY_BYTES = 16


def read_letters(text: str) -> str:
    """The letters and digits of a text, in one case and one spelling of accents."""
    composed = text if text.isascii() else normalize("NFC", text)
    return "".join(_LETTERS.findall(composed.casefold()))


def digest_body(pieces: Iterable[Piece], slots: Iterable[Slot]) -> str:
    """Stands for the words of a body, with those of its pictures."""
    text = unescape(_TAG.sub(" ", "".join(piece for piece in pieces if isinstance(piece, str))))
    shown = (slot for slot in slots if isinstance(slot, Image))
    return _digest([text, *(words for slot in shown for words in (slot.alt, slot.title))], _BODY_BYTES)


def take_fingerprint(texts: Iterable[str], body: str) -> str:
    """The fingerprint of a document, 12 hexadecimal digits: of its texts in order, and of what stands for its body."""
    return _digest([*texts, body], _BYTES)


def _digest(texts: Iterable[str], size: int) -> str:
    return blake2b("\n".join(map(read_letters, texts)).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
