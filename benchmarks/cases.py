"""The cases: what happened to a site since its last build."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.corpus import Post, make_posts
from benchmarks.generators import SETTINGS, Generator
from benchmarks.measure import measure

FRENCH = """
[languages.fr]
locale = "fr_BE"
title = "Comparaison"
menu = ["news", "tags", "people"]
"""


@dataclass(frozen=True)
class Workshop:
    """A site of `count` posts that a generator builds again and again."""

    generator: Generator
    folder: Path
    count: int

    def write(self) -> None:
        """All sources, anew."""
        self.generator.write(self.folder, make_posts(self.count))

    def build(self) -> None:
        """A build that isn't counted."""
        measure(self.generator.command(), self.folder)

    def forget(self, *names: str) -> None:
        """Moves outputs or caches out of the site: files made soon after many were deleted cost the system more."""
        for name in names:
            target = self.folder / name
            if target.exists():
                target.rename(tempfile.mkdtemp(prefix="aside-", dir=self.folder.parent) + "/tree")

    def source(self, post: Post) -> Path:
        """The file of a post."""
        return self.folder / self.generator.source(post)[0]


@dataclass(frozen=True)
class Case:
    """What is done before each run, given its number from 1; `without` are generators it makes no sense for."""

    name: str
    title: str
    prepare: Callable[[Workshop, int], None]
    without: frozenset[str] = frozenset()
    ours_only: bool = False

    def suits(self, generator: Generator) -> bool:
        """Whether a generator takes part."""
        return generator.name not in self.without and (generator.ours or not self.ours_only)


def _edit(path: Path, pattern: str, replacement: str) -> None:
    text = path.read_text("utf-8")
    edited = re.sub(pattern, lambda match: replacement, text, count=1, flags=re.MULTILINE)
    if edited == text:
        raise ValueError(f"nothing to edit in {path.name}")
    path.write_text(edited, encoding="utf-8")


@cache
def find_middle(workshop: Workshop) -> Post:
    """The post that is edited; found once, since looking for it takes time that nobody asks for."""
    return next(post for post in make_posts(workshop.count) if post.number == workshop.count // 4)


def _newest(workshop: Workshop) -> Post:
    return max((post for post in make_posts(workshop.count) if post.language == "en"), key=lambda post: post.day)


def _start_over(workshop: Workshop, run: int) -> None:
    workshop.forget(workshop.generator.output, *workshop.generator.caches)


def _leave(workshop: Workshop, run: int) -> None:
    """Nothing."""


def _clone(workshop: Workshop, run: int) -> None:
    workshop.forget(workshop.generator.output)
    workshop.write()


def edit_body(workshop: Workshop, run: int) -> None:
    """A line more in the text of the post in the middle."""
    _edit(workshop.source(find_middle(workshop)), r"\Z", f"\nEdition {run} ends with this line.\n")


def edit_title(workshop: Workshop, run: int) -> None:
    """Another title of it."""
    _edit(workshop.source(find_middle(workshop)), r"^title: .*$", f"title: Edition {run}")


def _edit_newest(workshop: Workshop, run: int) -> None:
    _edit(workshop.source(_newest(workshop)), r"^title: .*$", f"title: Edition {run}")


def _edit_template(workshop: Workshop, run: int) -> None:
    base = workshop.folder / workshop.generator.base
    _edit(base, r"(<p>Edition \d+</p>)?</footer>", f"<p>Edition {run}</p></footer>")


def _add_language(workshop: Workshop, run: int) -> None:
    """Settings, the words of the theme and one translation; the cache knows two languages only."""
    generator, folder = workshop.generator, workshop.folder
    _start_over(workshop, run)
    workshop.forget("content/fr")
    workshop.write()
    workshop.build()
    settings = folder / SETTINGS
    settings.write_text(settings.read_text("utf-8") + FRENCH, encoding="utf-8")
    middle = find_middle(workshop)
    target = folder / generator.source(middle)[0].replace(f"/{middle.language}/", "/fr/")
    target.parent.mkdir(parents=True)
    shutil.copyfile(workshop.source(middle), target)


CASES = (
    Case("cold", "cold: no output, no cache", _start_over),
    Case("same", "nothing changed", _leave),
    Case("restored", "fresh clone, cache restored, no output", _clone),
    Case("body", "one body edited", edit_body),
    Case("title", "one title edited", edit_title),
    Case("newest", "title of the newest post edited (every post of its language shows it)", _edit_newest),
    # `--dirty` leaves pages of an older template as they are.
    Case("template", "base template edited", _edit_template, frozenset({"mkdocs"})),
    # The full theme ships no French words.
    Case("language", "third language added, one page translated", _add_language, frozenset({"community"}), True),
)
