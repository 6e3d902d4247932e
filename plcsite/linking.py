"""What a link means: the address an editor wrote, read from the file it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote, urlsplit

from plcsite.diagnostics import Text, say
from plcsite.model import Asset
from plcsite.paths import join
from plcsite.scalars import SCHEMES
from plcsite.values import Value

MEDIA = "/media/"
"""How links in any folder begin that lead to `content/media/`."""


class ToEntry(Value):
    """Content, in whichever language serves the reader."""

    key: str
    fragment: str = ""


class ToAsset(Value):
    """A picture or file of the content."""

    path: str


class ToAddress(Value):
    """An address of this site, from the first slash."""

    address: str
    fragment: str = ""


class ToFragment(Value):
    """A place on the same page."""

    fragment: str


class ToOutside(Value):
    """Somewhere else: another site, a mail address, a telephone."""

    href: str


class Nowhere(Value):
    """A target that can't be found, why, and what would do."""

    reason: Text
    hint: Text | None = None


Target = ToEntry | ToAsset | ToAddress | ToFragment | ToOutside | Nowhere


class Atlas(Value):
    """What links are looked up in: keys by the path of their files, files of content, the site's own address.

    `key_of` gives the key that a path would have where there is no such file.
    """

    keys_by_path: Mapping[str, str]
    keys: Iterable[str]
    media: Mapping[str, Asset]
    url: str
    key_of: Callable[[str], str]


def interpret(target: str, path: str, language: str, siblings: Iterable[str], atlas: Atlas) -> Target:
    """What `target` means in the file `path` of a language. `siblings` are the entry's files in other languages,
    beside which its pictures may lie."""
    if target.startswith(atlas.url):
        target = "/" + target[len(atlas.url) :]
    try:
        parts = urlsplit(target)
    except ValueError:
        return Nowhere(say("“{target}” is not an address", target=target))
    if parts.scheme and parts.scheme not in SCHEMES:
        return Nowhere(say("“{target}” is not an address that readers can follow", target=target))
    if parts.scheme or parts.netloc:
        return ToOutside(target if parts.scheme else f"https:{target}")
    written, fragment = unquote(parts.path), unquote(parts.fragment)
    if not written:
        return ToFragment(fragment) if fragment else Nowhere(say("the link has no address"))
    for base in (path, *siblings):
        found = _look_up(written, fragment, base, base.split("/")[1], atlas)
        if found:
            return found
    if written.startswith("/") and not written.startswith(MEDIA):
        return ToAddress(written + (f"?{parts.query}" if parts.query else ""), fragment)
    return _explain(written, path, atlas)


def _look_up(written: str, fragment: str, base: str, language: str, atlas: Atlas) -> Target | None:
    if written.startswith("/"):
        where = f"content{written}" if written.startswith(MEDIA) else f"content/{language}{written}"
    else:
        where = join(base, written) or ""
    if where in atlas.media:
        return ToAsset(where)
    if where in atlas.keys_by_path:
        return ToEntry(atlas.keys_by_path[where], fragment)
    if where.endswith(".md") and where.count("/") > 1 and (key := atlas.key_of(where)) in atlas.keys:
        return ToEntry(key, fragment)
    return None


def _explain(written: str, path: str, atlas: Atlas) -> Nowhere:
    where = f"content{written}" if written.startswith(MEDIA) else join(path, written)
    if where is None:
        return Nowhere(say("“{target}” leads out of the site’s folder", target=written))
    bare, named = (text.rstrip("/").removesuffix(".html") for text in (where, written))
    for suffix in (".md", "/index.md"):
        if bare + suffix in atlas.keys_by_path:
            return Nowhere(
                say("“{target}” is not a file", target=written), say("write {target}", target=named + suffix)
            )
    name = where.rpartition("/")[2]
    alike = sorted(known for known in (*atlas.keys_by_path, *atlas.media) if known.rpartition("/")[2] == name)
    return Nowhere(
        say("there is no file {path}", path=where),
        say("did you mean {path}?", path=_relative(alike[0], path)) if alike else None,
    )


def _relative(target: str, path: str) -> str:
    """`target` as a link in the file `path` would write it."""
    here, there = path.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:])
