"""What the folders and names of a site's files mean, before any file is opened."""

from __future__ import annotations

from plcsite.values import Value

CONTENT, STATIC = "content", "static"

# What visitors may be given; all else below content/ is refused where a page links to it.
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
FILES = (
    *(".pdf", ".txt", ".csv", ".ics", ".epub", ".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".rtf"),
    *(".mp3", ".ogg", ".oga", ".opus", ".m4a", ".wav", ".flac", ".mp4", ".webm", ".ogv", ".vtt", ".gpx", ".kml"),
)


class Address(Value):
    """What a source's path says: the language of its folder, its section, and the key of its entry.

    `folders` are those between section and file; `bundle` says that the file is a folder's `index.md`.
    """

    language: str
    section: str
    folders: tuple[str, ...]
    name: str
    bundle: bool

    @property
    def key(self) -> str:
        return "/".join(part for part in (self.section, *self.folders, self.name) if part)


def read_address(path: str) -> Address:
    """The meaning of a path `content/<language>/…`, before any file is opened."""
    _, language, *rest = path.removesuffix(".md").split("/")
    bundle = len(rest) > 1 and rest[-1] == "index"
    if bundle:
        rest.pop()
    if not rest:
        return Address(language, "", (), "index", False)
    section = rest[0] if len(rest) > 1 else ""
    return Address(language, section, tuple(rest[1:-1]), rest[-1], bundle)
