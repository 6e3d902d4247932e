"""Each judge finds a planted fault, keeps silent without it, and can't be skipped in CI: negative controls."""

from pathlib import Path

import pytest

from tests import validators
from tests.validators import html5lib_errors, lychee_errors, nu_errors, require

PAGE = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>T</title></head>\n<body>{}</body></html>\n'


def page(folder: Path, path: str, body: str) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(PAGE.format(body), encoding="utf-8")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A small site without a fault; its names hold a space and letters beyond ASCII."""
    folder = tmp_path / "a site"
    page(
        folder,
        "index.html",
        '<h1 id="top">Één</h1><p><a href="en/#deel-één">part</a> <a href="https://a.example/">b</a></p>',
    )
    page(folder, "en/index.html", '<h1 id="deel-één">Two</h1><p><a href="/#top">top</a></p>')
    return folder


def test_nu_accepts_a_good_site(good: Path) -> None:
    assert nu_errors(good) == []


def test_nu_names_the_place_of_each_fault(good: Path) -> None:
    page(good, "en/index.html", '<p><img src="/x.png"></p>')
    page(good, "nl/index.html", '<h1 id="a">A</h1><p id="a">B</p>')
    [picture, identity] = nu_errors(good)
    assert picture.startswith("en/index.html:3:10: ")
    assert "alt" in picture
    assert identity.startswith("nl/index.html:3:")
    assert "Duplicate ID" in identity


def test_lychee_accepts_a_good_site(good: Path) -> None:
    assert lychee_errors(good) == []


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("gone.html", "gone.html: File not found"),
        ("/gone/", "gone: File not found"),
        ("/empty/", "empty: Cannot find index file"),
        ("/en/#gone", "en#gone: Cannot find fragment"),
        ("#gone", "#gone: Cannot find fragment"),
        ("../outside.html", "outside.html: File not found"),
    ],
)
def test_lychee_finds_a_broken_link(good: Path, link: str, message: str) -> None:
    (good / "empty").mkdir()
    (good.parent / "outside.html").write_text("exists, but no visitor can get there")
    page(good, "bad.html", f'<a href="{link}">x</a>')
    [error] = lychee_errors(good)
    assert error.startswith("bad.html:3:")
    assert message in error


def test_lychee_follows_links_below_a_path_prefix(good: Path) -> None:
    page(
        good,
        "en/index.html",
        '<h1 id="deel-één">Two</h1><a href="/club/#top">a</a> <a href="https://c.example/club/en/">b</a>',
    )
    assert lychee_errors(good, "https://c.example/club/") == []
    page(
        good,
        "en/index.html",
        '<h1 id="deel-één">Two</h1><a href="/en/">a</a> <a href="https://c.example/club/gone/">b</a>',
    )
    outside, absolute = sorted(lychee_errors(good, "https://c.example/club/"), key=len, reverse=True)
    assert "root/en" in outside
    assert "gone/: File not found" in absolute


def test_html5lib_accepts_a_good_page() -> None:
    assert html5lib_errors(PAGE.format("<p>Één & twee")) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<div>open", "Missing end tag (div)"),
        ("<div><b>open</div>", "Expected other end tag"),
        ("</p>stray</span>", "span"),
        ('<a href="1" href="2">x</a>', "duplicate attribute"),
        ("<table><p>x</table>", "table"),
    ],
)
def test_html5lib_finds_a_fault_of_syntax(body: str, message: str) -> None:
    errors = html5lib_errors(PAGE.format(body))
    assert errors[0].startswith("3:")
    assert any(message in error for error in errors)


@pytest.mark.parametrize("judge", [nu_errors, lychee_errors])
def test_nothing_to_judge_is_no_verdict(judge, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no pages"):
        judge(tmp_path)


def test_a_judge_that_breaks_down_is_no_verdict(good: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    require("java")
    broken = tmp_path / "broken.jar"
    broken.write_text("no jar")
    monkeypatch.setattr(validators, "VNU_JAR", broken)
    with pytest.raises(RuntimeError, match=r"ended with 1: .*broken\.jar"):
        nu_errors(good)


def test_a_missing_tool_skips_with_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(validators, "VNU_JAR", tmp_path / "vnu.jar")
    monkeypatch.delenv("PLCSITE_CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="vnu is missing: run `npm ci"):
        require("vnu")


def test_a_missing_tool_fails_in_ci(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(validators, "VNU_JAR", tmp_path / "vnu.jar")
    monkeypatch.setenv("PLCSITE_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="vnu is missing"):
        require("vnu")
