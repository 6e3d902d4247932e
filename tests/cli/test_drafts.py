"""What visitors must not see yet goes into a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plcsite.cli import cli
from tests.conftest import TestSite

DRAFT = {"content/en/plans.md": "---\ntitle: Our plans\ndraft: true\n---\nTrees.\n"}


def build(site: TestSite, *options: str) -> Result:
    return CliRunner().invoke(cli, ["build", "--language", "en", "--site", str(site.folder), *options])


@pytest.mark.parametrize("option", ["--drafts", "--future"])
def test_a_preview_never_replaces_a_published_site(site: Callable[..., TestSite], option: str) -> None:
    """Whoever tries is told of a folder that would do, and nothing changes."""
    made = site(DRAFT)
    assert build(made).exit_code == 0
    before = made.addresses()
    refused = build(made, option)
    assert refused.exit_code == 2
    assert "--output public-preview" in refused.output
    assert made.addresses() == before


def test_a_preview_has_a_folder_of_its_own_that_a_published_site_may_take(
    site: Callable[..., TestSite], tmp_path: Path
) -> None:
    """Drafts are in it until a build without them takes its place."""
    made, output = site(DRAFT), tmp_path / "preview"
    page = output / "en" / "plans" / "index.html"
    for _ in range(2):
        assert build(made, "--drafts", "--output", str(output)).exit_code == 0
        assert "noindex" in page.read_text("utf-8")
    assert build(made, "--output", str(output)).exit_code == 0
    assert not page.exists()
