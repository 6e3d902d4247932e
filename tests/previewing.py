"""A preview without its server: a site in memory that is told of every file that differs from the last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plcsite.examine import Options, Stopwatch
from plcsite.paths import Root
from plcsite.preview.pages import Desk
from plcsite.preview.standing import Standing, update
from plcsite.values import replace
from tests.conftest import NOW
from tests.tiny import read_bytes

SHOWING = Options(NOW, drafts=True, future=True, hold_broken=True)


@dataclass
class Preview:
    """The preview of the site in a folder, as `serve` keeps it."""

    folder: Path
    options: Options = SHOWING
    standing: Standing | None = None
    desk: Desk = field(default_factory=Desk)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def update(self, options: Options | None = None) -> Standing:
        """The site as it is now. Raises `Unusable`."""
        wanted = options or self.options
        if replace(wanted, at=NOW) != replace(self.options, at=NOW):
            self.standing = None
        self.options = wanted
        now = {path: data for path, data in read_bytes(self.folder).items() if not path.startswith((".", "public"))}
        paths = [path for path in now.keys() | self.files.keys() if now.get(path) != self.files.get(path)]
        before, self.standing, self.files = self.standing, None, now
        changed = [self.folder / path for path in paths]
        self.standing = update(before, changed, Root(self.folder), self.options, self.desk, Stopwatch(float))
        return self.standing
