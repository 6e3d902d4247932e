"""What is compared: how each generator's site is laid out, built, edited, and what it leaves out.

A generator's folder in `peers/` holds the settings and the plain theme in its own language; the posts are written into
a copy of it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import Post

HERE = Path(__file__).parent
BIN = HERE.parent / ".venv-bench" / "bin"
MODULES = HERE / "peers" / "eleventy" / "node_modules"
SETTINGS = "plcsite.toml"


@dataclass(frozen=True)
class Generator:
    """A generator on the plain theme, or ours on another.

    `peer` is its folder in `peers/`; `source` gives a post's file and front matter; `command` builds the site in the
    folder it runs in; `output` and `caches` are what it writes there; `base` is the template of every page; `needs`
    is there where it is installed; `serve` is its preview on a port; `settle` does what is left to do to a new site.
    """

    name: str
    title: str
    peer: str
    source: Callable[[Post], tuple[str, str]]
    command: Callable[[], tuple[str, ...]]
    version: Callable[[], str]
    output: str
    caches: tuple[str, ...]
    base: str
    leaves_out: str
    needs: Path | None = None
    serve: Callable[[int], tuple[str, ...]] | None = None
    settle: Callable[[Path], None] = field(default=lambda folder: None)

    def write(self, folder: Path, posts: Iterable[Post]) -> None:
        """The whole site, anew; what was built stays as it is."""
        shutil.copytree(HERE / "peers" / self.peer, folder, dirs_exist_ok=True, ignore=_ignore, copy_function=_copy)
        self.settle(folder)
        for post in posts:
            path, facts = self.source(post)
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            # A new file, as a fresh clone has it: another inode and time, the same bytes.
            target.unlink(missing_ok=True)
            target.write_text(f"---\ntitle: {post.title}\n{facts}---\n\n{post.body}", encoding="utf-8")

    @property
    def ours(self) -> bool:
        """Whether this is plcsite."""
        return self.peer == "plcsite"


def _ignore(folder: str, names: list[str]) -> set[str]:
    return {"node_modules", "__pycache__"} & set(names)


def _copy(source: str, target: str) -> None:
    Path(target).unlink(missing_ok=True)
    shutil.copyfile(source, target)


def _ask(*command: str) -> str:
    """The first version number that a program prints."""
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE)
    found = re.search(r"\d+(\.\d+)+\S*", told.stdout + told.stderr)
    return found[0].partition("-")[0].rstrip(",)") if found else "unknown"


# --- plcsite ---------------------------------------------------------------------------------------------------


def _plcsite() -> tuple[str, ...]:
    return sys.executable, "-m", "plcsite"


def _plcsite_source(post: Post) -> tuple[str, str]:
    facts = f"date: {post.day}\ntags: [{', '.join(post.tags)}]\nauthors: {post.author}\n"
    return f"content/{post.language}/news/{post.name}.md", facts


def _use_community(folder: Path) -> None:
    # A copy of its own, since a case edits a template.
    shutil.copytree(HERE.parent / "themes" / "community", folder / "themes" / "community", dirs_exist_ok=True)
    settings = folder / SETTINGS
    settings.write_text(settings.read_text("utf-8").replace('theme = "plain"', 'theme = "community"'), encoding="utf-8")


def _make_plcsite(name: str, title: str, settle: Callable[[Path], None], base: str) -> Generator:
    return Generator(
        name=name,
        title=title,
        peer="plcsite",
        source=_plcsite_source,
        command=lambda: (*_plcsite(), "build"),
        version=lambda: _ask(*_plcsite(), "--version"),
        output="public",
        caches=(".plcsite",),
        base=base,
        leaves_out="nothing",
        serve=lambda port: (*_plcsite(), "serve", "--port", str(port)),
        settle=settle,
    )


# --- peers -----------------------------------------------------------------------------------------------------


def _hugo() -> str:
    # The program itself: what is installed as `hugo` is a script of Python around it.
    return str(next(BIN.parent.glob("lib/python*/site-packages/hugo/binaries/hugo*"), BIN / "hugo"))


def _hugo_source(post: Post) -> tuple[str, str]:
    facts = f"date: {post.day}\ntags: [{', '.join(post.tags)}]\npeople: {post.author}\nyears: {post.day.year}\n"
    return f"content/{post.language}/news/{post.name}.md", facts


def _eleventy() -> tuple[str, ...]:
    return "node", str(MODULES / "@11ty" / "eleventy" / "cmd.cjs")


def _eleventy_source(post: Post) -> tuple[str, str]:
    # `tags` would make a collection each.
    facts = f"date: {post.day}\ntopics: [{', '.join(post.tags)}]\npeople: {post.author}\n"
    return f"content/{post.language}/news/{post.name}.md", facts


def _pelican_source(post: Post) -> tuple[str, str]:
    facts = f"date: {post.day}\ntags: {', '.join(post.tags)}\nauthor: {post.author}\nslug: {post.name}\n"
    return f"content/{post.language}/{post.name}.md", f"{facts}lang: {post.language}\n"


def _mkdocs_source(post: Post) -> tuple[str, str]:
    return f"docs/{post.language}/news/{post.name}.md", f"date: {post.day}\nauthor: {post.author}\n"


def _nikola_source(post: Post) -> tuple[str, str]:
    suffix = "" if post.language == "en" else f".{post.language}"
    facts = f"date: {post.day}\ntags: {', '.join(post.tags)}\nauthor: {post.author}\nslug: {post.name}\n"
    return f"posts/{post.name}{suffix}.md", facts


GENERATORS = (
    _make_plcsite("plcsite", "plcsite", lambda folder: None, "themes/plain/templates/base.html"),
    _make_plcsite("community", "plcsite, full default theme", _use_community, "themes/community/templates/base.html"),
    Generator(
        name="hugo",
        title="Hugo",
        peer="hugo",
        source=_hugo_source,
        command=lambda: (_hugo(), "build", "--quiet"),
        version=lambda: _ask(_hugo(), "version"),
        output="public",
        caches=("resources", ".hugo_build.lock"),
        base="layouts/baseof.html",
        leaves_out="the page for 404 that speaks all languages; `/` is a redirect",
        needs=BIN / "hugo",
        serve=lambda port: (_hugo(), "server", "--port", str(port), "--bind", "127.0.0.1", "--renderToMemory"),
    ),
    Generator(
        name="eleventy",
        title="Eleventy",
        peer="eleventy",
        source=_eleventy_source,
        command=_eleventy,
        version=lambda: _ask(*_eleventy(), "--version"),
        output="public",
        caches=(".cache",),
        base="_includes/base.njk",
        leaves_out="the page for 404 that speaks all languages; heading ids",
        needs=MODULES / "@11ty",
        settle=lambda folder: _link(folder / "node_modules", MODULES),
    ),
    Generator(
        name="pelican",
        title="Pelican",
        peer="pelican",
        source=_pelican_source,
        command=lambda: (str(BIN / "pelican"), "--quiet", "content"),
        version=lambda: _ask(str(BIN / "pelican"), "--version"),
        output="public",
        caches=("cache",),
        base="theme/templates/base.html",
        leaves_out="home, lists, archives, tags, people in Dutch: its core has them in the default language only",
        needs=BIN / "pelican",
    ),
    Generator(
        name="nikola",
        title="Nikola",
        peer="nikola",
        source=_nikola_source,
        command=lambda: (str(BIN / "nikola"), "build", "--quiet"),
        version=lambda: _ask(str(BIN / "nikola"), "version"),
        output="public",
        caches=("cache", ".doit.db", ".doit.db.db", ".doit.db.dat", ".doit.db.dir", ".doit.db.bak"),
        base="themes/plain/templates/base.tmpl",
        leaves_out="latest posts, home, `/`, pages for what isn't found (and it adds redirects from page 1)",
        needs=BIN / "nikola",
    ),
    Generator(
        name="mkdocs",
        title="MkDocs",
        peer="mkdocs",
        source=_mkdocs_source,
        command=lambda: (str(BIN / "mkdocs"), "build", "--quiet", "--dirty"),
        version=lambda: _ask(str(BIN / "mkdocs"), "--version"),
        output="public",
        caches=(),
        base="theme/main.html",
        leaves_out="lists, archives, tags, people, dates in words, latest posts; edits by `--dirty`; writes a sitemap",
        needs=BIN / "mkdocs",
    ),
)
BY_NAME = {generator.name: generator for generator in GENERATORS}


def _link(link: Path, target: Path) -> None:
    if not link.is_symlink():
        link.symlink_to(target)
