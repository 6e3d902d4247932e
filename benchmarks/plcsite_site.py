"""The corpus as a site of plcsite."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus import Post

SETTINGS = """\
[site]
url = "https://example.org/"
timezone = "Europe/Brussels"
theme = "{theme}"

[languages.en]
locale = "en_GB"
title = "Benchmark"

[languages.nl]
locale = "nl_BE"
title = "Vergelijking"
"""


def write_settings(folder: Path, theme: str) -> None:
    """The settings of the site."""
    (folder / "plcsite.toml").write_text(SETTINGS.format(theme=theme), encoding="utf-8")


def write_post(folder: Path, post: Post) -> None:
    """One post as a source."""
    target = folder / "content" / post.language / "news" / f"{post.name}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    facts = f"date: {post.day}\ntags: [{', '.join(post.tags)}]\nauthors: {post.author}\n"
    target.write_text(f"---\ntitle: {post.title}\n{facts}---\n\n{post.body}", encoding="utf-8")
