"""Bare addresses in running text: `https://…`, `www.…`, `name@host`, as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_ADDRESS = re.compile(
    r"(?<![\w/@.:-])(?:(?:https?://|www\.)[^\s<>\"“”‘’|^`{}\\]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"https?://\w|www\.\w|[^:/]+@", re.IGNORECASE)
# What a sentence puts behind an address is none of it; the text is escaped.
_TRAIL = re.compile(r"(?:[?!.,:;*_~'-]|&(?:lt|gt|quot|amp);)$")


def find_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Where addresses start and end in a text escaped for HTML, and what they link to."""
    if "://" not in text and "@" not in text and "www." not in text:
        return
    for found in _ADDRESS.finditer(text):
        address = _trim(found[0].partition("&lt;")[0].partition("&gt;")[0])
        if _WHOLE.match(address):
            yield found.start(), found.start() + len(address), _complete(unescape(address))


def _trim(address: str) -> str:
    """An address without the sentence around it; a bracket belongs to it where one opens in it."""
    excess = address.count(")") - address.count("(")
    while True:
        if trail := _TRAIL.search(address):
            address = address[: trail.start()]
        elif excess > 0 and address.endswith(")"):
            address, excess = address[:-1], excess - 1
        else:
            return address


def _complete(address: str) -> str:
    if re.match(r"https?:", address, re.IGNORECASE):
        return address
    return f"https://{address}" if re.match(r"www\.", address, re.IGNORECASE) else f"mailto:{address}"
