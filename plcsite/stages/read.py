"""First stage: what lies in the site's folders, read once: sources, vocabularies, and the other files by digest."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping

from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.folders import CONTENT, STATIC
from plcsite.model import Asset, Source
from plcsite.nodes import decode
from plcsite.paths import Root
from plcsite.values import Value

LARGEST_SOURCE = 2_000_000

_PAGES = (".md", ".markdown", ".mdown", ".mkd")
_SECRETS = (".pem", ".key", ".p12", ".pfx", ".env")
_HIDDEN_IN_STATIC = (".well-known", ".nojekyll", ".domains")


class Tree(Value):
    """Everything read: Markdown sources, texts of vocabularies, and other files of content and static by path."""

    sources: tuple[Source, ...]
    vocabularies: Mapping[str, str]
    media: Mapping[str, Asset]
    static: Mapping[str, Asset]


def read_tree(root: Root, digest: Callable[[str, os.stat_result], str]) -> Checked[Tree]:
    """Reads `content/` and `static/`; `digest` gives that of a file that is not text.

    What can't be read is a finding at its path, never silence.
    """
    found: list[Diagnostic] = []
    sources: list[Source] = []
    vocabularies: dict[str, str] = {}
    media: dict[str, Asset] = {}
    content = root.walk(CONTENT)
    found += content.diagnostics
    texts = [path for path in content.value if path.endswith(".md") or _is_vocabulary(path)]
    for path, data in root.read_each(texts, LARGEST_SOURCE):
        if isinstance(data, OSError):
            found.append(_report_unreadable(path, data))
        elif path.endswith(".md"):
            sources.append(Source(path, data))
        else:
            text = decode(data, path)
            found += text.diagnostics
            vocabularies[path] = text.value
    for path in content.value:
        if path.endswith(".md") or _is_vocabulary(path):
            continue
        if path.lower().endswith(_PAGES):
            message = say("the name of a page ends with .md, so this file would not be published")
            name = path.rpartition("/")[2].rpartition(".")[0]
            found.append(find("type-refused", Location(path), message, say("rename it: {name}", name=f"{name}.md")))
        elif asset := _note(root, path, digest, found):
            media[path] = asset
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
        if asset := _note(root, path, digest, found):
            copied[path] = asset
    return Checked(Tree(tuple(sources), vocabularies, media, copied), tuple(found))


def _is_vocabulary(path: str) -> bool:
    return path.endswith(".toml") and path.count("/") == 1


def _note(root: Root, path: str, digest: Callable[[str, os.stat_result], str], found: list[Diagnostic]) -> Asset | None:
    try:
        stat = root.stat(path)
        return Asset(path, stat.st_size, digest(path, stat))
    except OSError as error:
        found.append(_report_unreadable(path, error))
        return None


def _report_unreadable(path: str, error: OSError) -> Diagnostic:
    if error.errno == errno.EFBIG:
        return find(
            "file-too-large",
            Location(path),
            say("the file is larger than {megabytes} MB", megabytes=LARGEST_SOURCE // 1_000_000),
            say("put pictures in files of their own, or make it several pages"),
        )
    message = say("the file can't be read ({error})", error=os.strerror(error.errno or 0))
    return find("file-unreadable", Location(path), message)
