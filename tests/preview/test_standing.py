"""The preview's site after each change: what a build from nothing gives, for no more work than the change asks for."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable

import pytest

from plcsite.examine import Unusable
from plcsite.values import replace
from tests.conftest import TestSite
from tests.looking import draw
from tests.previewing import SHOWING, Preview
from tests.test_incremental import EDITS, FIRST, RICH, Desk, at
from tests.tiny import read_bytes

PICTURE = "content/media/dot.png"
SECOND = "content/en/news/second.md"
TEMPLATE = "themes/tiny/templates/document.html"


@pytest.fixture
def made(site: Callable[..., TestSite]) -> TestSite:
    """A small site in which entries show each other, with a picture and a draft."""
    made = site(RICH)
    made.write(
        {
            PICTURE: draw(4, 3),
            "content/en/plans.md": "---\ntitle: Plans\ndraft: true\ncover: /media/dot.png\n---\nX.\n",
        }
    )
    return made


@pytest.fixture
def preview(made: TestSite) -> Preview:
    """Its preview."""
    preview = Preview(made.folder)
    preview.update()
    return preview


def build_afresh(preview: Preview) -> dict[str, bytes]:
    """What a build from nothing gives, by path, whatever is found."""
    site = TestSite(preview.folder)
    chosen = {"at": preview.options.at, "drafts": True, "future": True, "hold_broken": True}
    shutil.rmtree(site.public, ignore_errors=True)
    assert preview.standing is not None
    assert preview.standing.examined.diagnostics == site.check(**chosen)
    site.build(**chosen)
    return {path: data for path, data in read_bytes(site.public).items() if not path.startswith(".")}


def edit(preview: Preview, path: str, old: str, new: str) -> None:
    """Replaces words in a file."""
    file = preview.folder / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


CHANGES: dict[str, Callable[[Preview], object]] = {
    **{
        name: lambda preview, change=change: change(Desk(TestSite(preview.folder)))
        for name, (change, *_) in EDITS.items()
    },
    "a draft": lambda preview: edit(preview, "content/en/plans.md", "X.", "Trees."),
    "a draft that is one no more": lambda preview: edit(preview, "content/en/plans.md", "draft: true", ""),
    "a heading that others link to": lambda preview: edit(preview, FIRST, "Hello", "## Hello"),
    "a broken link": lambda preview: edit(preview, SECOND, "first.md", "nowhere.md"),
    "broken front matter": lambda preview: edit(preview, FIRST, "title: First", "title: [First"),
    "an unknown key": lambda preview: edit(preview, FIRST, "title: First", "title: First\nnonsense: 1"),
    "another key": lambda preview: edit(preview, FIRST, "title: First", "title: First\nkey: news/other"),
    "another kind": lambda preview: edit(preview, FIRST, "title: First", "title: First\nkind: page"),
    "a picture": lambda preview: (preview.folder / PICTURE).write_bytes(draw(3, 3)),
    "a picture that goes": lambda preview: (preview.folder / PICTURE).unlink(),
    "a folder that goes": lambda preview: shutil.rmtree(preview.folder / "content/en/events"),
    "a folder that is renamed": lambda preview: (preview.folder / "content/nl").rename(preview.folder / "content/fr"),
    "two texts": lambda preview: [edit(preview, FIRST, "Hello", "Hi"), edit(preview, SECOND, "See", "Read")],
    "a text and its template": lambda preview: [
        edit(preview, FIRST, "Hello", "Hi"),
        edit(preview, TEMPLATE, "<!doctype html>", "<!doctype html>\n"),
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_and_after_its_undoing_every_address_is_as_built_from_nothing(
    name: str, preview: Preview
) -> None:
    """Every output, byte for byte, and everything that was found."""
    before, first = dict(preview.files), dict(preview.update().pages)
    CHANGES[name](preview)
    assert dict(preview.update().pages) == build_afresh(preview)
    shutil.rmtree(preview.folder)
    TestSite(preview.folder).write(before)
    assert dict(preview.update().pages) == first == build_afresh(preview)


def test_an_edit_of_a_text_leaves_the_site_as_it_is(preview: Preview) -> None:
    """Only the text is converted; what was assembled stays, and the pages that were drawn."""
    before = preview.update()
    edit(preview, FIRST, "world", "whole world")
    after = preview.update()
    assert after.examined.context is before.examined.context
    assert after.pages.drawn is before.pages.drawn
    assert b"whole world" in after.pages["en/news/first/index.html"]


def test_an_edit_of_a_title_reads_nothing_else_again(preview: Preview) -> None:
    """The site is assembled anew, from entries at hand; it shows on the pages that list it."""
    before = preview.update()
    edit(preview, FIRST, "title: First", "title: Foremost")
    after = preview.update()
    assert after.inputs is before.inputs
    assert after.examined.context is not before.examined.context
    for path in ("en/news/first/index.html", "en/news/index.html", "en/news/second/index.html"):
        assert b"Foremost" in after.pages[path]


def test_a_passing_file_that_is_gone_again_means_nothing(preview: Preview) -> None:
    """Whatever an editor called it."""
    before = preview.update()
    preview.files = {**preview.files, "content/en/news/first.md.saving": b""}
    assert preview.update() is before


def test_text_in_which_something_is_found_is_judged_anew(preview: Preview) -> None:
    """A finding moves with the words around it."""
    edit(preview, SECOND, "first.md", "nowhere.md")
    found, _ = preview.update().examined.diagnostics
    edit(preview, SECOND, "See", "Lines\nand lines.\n\nSee")
    moved, _ = preview.update().examined.diagnostics
    assert (found.code, moved.code) == ("broken-link", "broken-link")
    assert moved.location.line == found.location.line + 3


def test_an_event_moves_when_its_moment_has_come(preview: Preview) -> None:
    """At the first change after it, whichever that is; and back with the clock."""
    edit(preview, FIRST, "world", "whole world")
    preview.update(replace(SHOWING, at=at("2026-12-01T21:00:00+01:00")))
    assert preview.standing is not None
    assert dict(preview.standing.pages) == build_afresh(preview)
    edit(preview, FIRST, "whole world", "world")
    assert dict(preview.update(SHOWING).pages) == build_afresh(preview)


def test_after_settings_that_cannot_be_used_everything_is_read_again(preview: Preview) -> None:
    """The site that stood is as it was; the next change, of whatever file, is one of an unknown site."""
    pages = preview.update().pages
    first = dict(pages)
    edit(preview, "plcsite.toml", "[site]", "[site")
    with pytest.raises(Unusable):
        preview.update()
    assert dict(pages) == first
    edit(preview, "plcsite.toml", "[site", "[site]\npage_size = 1\n#")
    edit(preview, FIRST, "world", "whole world")
    assert dict(preview.update().pages) == build_afresh(preview)


def test_the_cache_may_go_at_any_time(preview: Preview) -> None:
    """Pages are made of bodies that nobody else can take away."""
    shutil.rmtree(preview.folder / ".plcsite")
    assert preview.standing is not None
    assert dict(preview.standing.pages) == build_afresh(preview)
    edit(preview, FIRST, "world", "whole world")
    assert dict(preview.update().pages) == build_afresh(preview)


def test_mistakes_in_templates_are_found_on_pages_that_nobody_asked_for(preview: Preview) -> None:
    """Each page is made once for that; after an edit of a text, that page alone."""
    edit(preview, TEMPLATE, "{{ subtitle }}", "{{ subtilte }}")
    standing = preview.update()
    *_, found = standing.pages.review()
    assert [(each.code, each.location.path) for each in found] == [("template-error", TEMPLATE)]
    made = dict(preview.desk.mistakes)
    edit(preview, FIRST, "world", "whole world")
    *_, found = preview.update().pages.review()
    assert len(found) == 1
    assert len(preview.desk.mistakes.keys() - made.keys()) == 1
    edit(preview, TEMPLATE, "subtilte", "subtitle")
    *_, found = preview.update().pages.review()
    assert not found
    assert len(preview.desk.mistakes) < len(made) + 1


def test_a_mistake_that_only_another_title_brings_out_is_found(preview: Preview) -> None:
    """What is known of the pages of the last site is not taken for those of the next."""
    edit(preview, TEMPLATE, "{{ subtitle }}", "{% if subtitle %}{{ subtilte }}{% endif %}")
    *_, found = preview.update().pages.review()
    assert not found
    edit(preview, FIRST, "title: First", "title: First\nsubtitle: of all")
    *_, found = preview.update().pages.review()
    assert [each.code for each in found] == ["template-error"]


def test_a_folder_that_is_moved_away_may_be_told_by_its_name_alone(preview: Preview) -> None:
    """The system says no word of the files in it."""
    shutil.rmtree(preview.folder / "content/en/events")
    gone = {path for path in preview.files if path.startswith("content/en/events/")}
    assert gone
    preview.files = {path: data for path, data in preview.files.items() if path not in gone} | {
        "content/en/events": b""
    }
    assert dict(preview.update().pages) == build_afresh(preview)


def test_who_reads_a_site_while_it_changes_reads_one_site(preview: Preview) -> None:
    """A site that was handed out stays what it was, whatever becomes of its files."""
    pages = preview.update().pages
    before = dict(pages)
    for name in ("a title", "a body", "a deleted post", "a template"):
        CHANGES[name](preview)
        assert dict(preview.update().pages) != before
    assert dict(pages) == before


def test_many_who_ask_at_once_get_what_one_gets(preview: Preview) -> None:
    """Requests come in threads, while the builder makes the next site in its own."""
    pages = preview.update().pages
    expected = build_afresh(preview)
    got: list[dict[str, bytes]] = []
    ready = threading.Barrier(5)

    def read() -> None:
        ready.wait()
        got.append(dict(pages))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    ready.wait()
    for words in ("whole world", "world", "round world"):
        text = f"---\ntitle: {words}\ndate: 2018-02-27\n---\nHello, {words}.\n"
        (preview.folder / FIRST).write_text(text)
        *_, _ = preview.update().pages.review()
    for reader in readers:
        reader.join()
    assert got == [expected] * 4
