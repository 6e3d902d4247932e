"""First stage: what lies in the site's folders, read once: sources, vocabularies, and the other files by digest."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.model import Asset, Source
from plcsite.paths import Root

CONTENT, STATIC = "content", "static"
LARGEST_SOURCE = 2_000_000

# What visitors may be given; all else below content/ is refused where a page links to it.
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
FILES = (
    *(".pdf", ".txt", ".csv", ".ics", ".epub", ".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".rtf"),
    *(".mp3", ".ogg", ".oga", ".opus", ".m4a", ".wav", ".flac", ".mp4", ".webm", ".ogv", ".vtt", ".gpx", ".kml"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SECRETS = (".pem", ".key", ".p12", ".pfx", ".env")
_HIDDEN_IN_STATIC = (".well-known", ".nojekyll", ".domains")


@dataclass(frozen=True)
class Tree:
    """Everything read: Markdown sources, texts of vocabularies, and other files of content and static by path."""

    sources: tuple[Source, ...]
    vocabularies: Mapping[str, str]
    media: Mapping[str, Asset]
    static: Mapping[str, Asset]


def read_tree(root: Root) -> Checked[Tree]:
    """Reads `content/` and `static/`. What can't be read is a finding at its path, never silence."""
    found: list[Diagnostic] = []
    sources: list[Source] = []
    vocabularies: dict[str, str] = {}
    media: dict[str, Asset] = {}
    content = root.walk(CONTENT)
    found += content.diagnostics
    for path in content.value:
        if path.endswith(".md"):
            data = _read(root, path, found)
            if data is not None:
                sources.append(Source(path, data))
        elif path.endswith(".toml") and path.count("/") == 1:
            data = _read(root, path, found)
            if data is not None:
                text = decode(data, path)
                found += text.diagnostics
                vocabularies[path] = text.value
        else:
            media[path] = Asset(path, root.stat(path).st_size, root.digest(path))
    static = root.walk(STATIC, hidden=True)
    found += static.diagnostics
    copied = {}
    for path in static.value:
        name = path.rpartition("/")[2]
        if any(part.startswith(".") and part not in _HIDDEN_IN_STATIC for part in path.split("/")):
            continue
        if name.lower().endswith(_SECRETS) or name.startswith("id_"):
            found.append(
                find(
                    "secret-refused",
                    Location(path),
                    say("a file of this name may hold a secret, so it is not published"),
                    say("move it out of {folder}/", folder=STATIC),
                )
            )
            continue
        copied[path] = Asset(path, root.stat(path).st_size, root.digest(path))
    return Checked(Tree(tuple(sources), vocabularies, media, copied), tuple(found))


def _read(root: Root, path: str, found: list[Diagnostic]) -> bytes | None:
    try:
        if root.stat(path).st_size > LARGEST_SOURCE:
            found.append(
                find(
                    "file-too-large",
                    Location(path),
                    say("the file is larger than {megabytes} MB", megabytes=LARGEST_SOURCE // 1_000_000),
                    say("put pictures in files of their own, or make it several pages"),
                )
            )
            return None
        return root.read(path)
    except OSError as error:
        message = say("the file can't be read ({error})", error=os.strerror(error.errno or 0))
        found.append(find("file-unreadable", Location(path), message))
        return None


def decode(data: bytes, path: str) -> Checked[str]:
    """The text of a file: UTF-8 without byte order mark, line ends as newlines, without control characters."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Checked(
            "",
            (
                find(
                    "not-utf8",
                    Location(path, line, column),
                    say("a byte here is not UTF-8 text"),
                    say("save the file as UTF-8 in the editor"),
                ),
            ),
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = _CONTROL.search(text)
    if first is None:
        return Checked(text)
    line = text.count("\n", 0, first.start()) + 1
    column = first.start() - text.rfind("\n", 0, first.start())
    return Checked(
        _CONTROL.sub("", text),
        (
            find(
                "control-character",
                Location(path, line, column),
                say("an invisible control character (U+{number}) was left out", number=f"{ord(first[0]):04X}"),
                say("delete it, or type the words again instead of pasting them"),
            ),
        ),
    )
