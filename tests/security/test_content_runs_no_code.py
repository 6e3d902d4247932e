"""Promise (a): content runs no code, at build or in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import TestSite
from tests.crawl import Crawl

ATTACKS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT >",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#x0a;script:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '[x](/ "onmouseover=alert(1)"){onclick=alert(1)}',
    '# Heading {onclick="alert(1)" style="background:url(//evil.example)"}',
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x.swf'></object><embed src='x.swf'>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style='behavior:url(x)'>x</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><script>alert(1)</script>-->",
    "`<script>` and <`script`>alert(1)",
    "<a id=main href=# class=x xlink:href='javascript:alert(1)'>x</a>",
)
TEMPLATES = "{{ 7 * 191 }} {% raw %} {# note #} ${7*191} <%= 7*191 %>"


def find_code(folder: Path) -> list[str]:
    """What in the pages below a folder a browser would run, beside the theme's own script."""
    found = []
    for address, page in Crawl(folder).pages.items():
        for tag, values in page.tags:
            own = tag == "script" and values.get("src", "").startswith("/assets/")
            data = tag == "script" and values.get("type") == "application/ld+json"
            if tag in ("script", "iframe", "object", "embed", "base", "frame", "applet") and not (own or data):
                found.append(f"{address}: <{tag}>")
            found += [
                f"{address}: {name}" for name in values if name.startswith("on") or name in ("srcdoc", "formaction")
            ]
            found += [
                f"{address}: {value}"
                for value in values.values()
                if "".join(value.split()).lower().startswith(("javascript:", "data:", "vbscript:"))
            ]
    return found


def test_no_body_runs_a_script(site: Callable[..., TestSite]) -> None:
    """Whatever Markdown and HTML an editor pastes, no page has a script, a handler or an address that runs."""
    files = {f"content/en/a{n}.md": f"---\ntitle: T\n---\n{attack}\n" for n, attack in enumerate(ATTACKS)}
    made = site(files)
    made.build()
    assert len(made.addresses()) > len(ATTACKS)
    assert find_code(made.public) == []


def test_no_word_of_front_matter_runs_a_script(site: Callable[..., TestSite]) -> None:
    """Titles, names, tags, alt texts, places and file names are text, wherever they are shown."""
    text = "\"'><img src=x onerror=alert(1)></title><script>alert(1)</script>"
    quoted = "'" + text.replace("'", "''") + "'"
    words = "".join(f"{key}: {quoted}\n" for key in ("title", "subtitle", "summary", "series"))
    named = f"authors: [{quoted}]\ntags: [{quoted}]\nresources: [{{title: {quoted}, url: 'https://x.example/'}}]\n"
    made = site(
        {
            "content/en/news/a.md": f"---\n{words}{named}date: 2026-01-01\n---\nWords.\n",
            "content/en/news/b.md": f"---\n{words}date: 2026-01-01\n---\nWords.\n",
            "content/en/events/e.md": f"---\n{words}start: 2027-01-01\nlocation: {quoted}\n---\nWords.\n",
        }
    )
    assert [each for each in made.check() if each.severity == "error"] == []
    made.build()
    assert find_code(made.public) == []


@pytest.mark.parametrize(
    "line",
    [
        "resources: [{title: x, url: 'javascript:alert(1)'}]",
        "authors: [{name: x, url: 'javascript:alert(1)'}]",
        "location: {name: x, url: 'javascript:alert(1)'}",
        "online: 'javascript:alert(1)'",
        "registration: {url: 'javascript:alert(1)'}",
        "cover: 'javascript:alert(1)'",
        "aliases: ['javascript:alert(1)']",
    ],
)
def test_no_address_of_front_matter_runs_a_script(site: Callable[..., TestSite], line: str) -> None:
    """An address that would run is refused where it is stated, or never becomes one."""
    made = site({"content/en/events/e.md": f"---\ntitle: E\nstart: 2027-01-01\n{line}\n---\n"})
    made.build()
    assert find_code(made.public) == []


def test_content_is_no_template(site: Callable[..., TestSite]) -> None:
    """Template marks in text, titles and settings are printed as they are, and compute nothing."""
    made = site({"content/en/a.md": f"---\ntitle: '{TEMPLATES}'\n---\n{TEMPLATES}\n"})
    made.build()
    page = made.page("/en/a/")
    assert page.count("{{ 7 * 191 }}") >= 2
    assert "1337" not in page


@pytest.mark.parametrize("value", ["!!python/object/apply:os.system ['true']", "!x y", "&a b", "*a"])
def test_front_matter_makes_no_objects(site: Callable[..., TestSite], value: str) -> None:
    """YAML's tags, anchors and aliases are refused, with their place."""
    found = site({"content/en/a.md": f"---\ntitle: {value}\n---\n"}).codes()
    assert [code.split(":")[0] for code in found] in (["yaml-refused content/en/a.md"], ["yaml-syntax content/en/a.md"])


def test_pictures_that_run_code_are_not_published(site: Callable[..., TestSite]) -> None:
    """SVG and HTML below content are never given to visitors, whoever names them: a page, a cover, a person."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    made = site(
        {
            "content/media/x.svg": svg,
            "content/media/x.html": b"<script>alert(1)</script>",
            "content/people.toml": '[an]\nname = "An"\npicture = "x.svg"\n',
            "content/en/news/a.md": "---\ntitle: A\ndate: 2026-01-01\nauthors: an\ncover: /media/x.svg\n---\n"
            "![x](/media/x.svg) [x](/media/x.html)\n",
        }
    )
    made.build()
    assert [path for path in made.public.rglob("*") if path.suffix in (".svg", ".html") and "media" in path.parts] == []


def test_the_judge_sees_code_that_runs(tmp_path: Path) -> None:
    """Unsanitised, nearly every attack is found: the judge above isn't blind."""
    seen = 0
    for number, attack in enumerate(attack for attack in ATTACKS if attack.startswith("<") and "=" in attack):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "index.html").write_text(attack, "utf-8")
        seen += bool(find_code(folder))
    assert seen >= 9


def test_a_theme_of_another_site_can_not_reach_python(site: Callable[..., TestSite]) -> None:
    """Templates are sandboxed: a theme that climbs from a value to Python's classes runs nothing."""
    made = site({"plcsite.toml": "[site]\nurl = 'https://x.example/'\ntheme = 'evil'\n[languages.en]\ntitle = 'x'\n"})
    made.write({"themes/evil/theme.toml": "", "themes/evil/locales/en.po": 'msgid ""\nmsgstr "Language: en\\n"\n'})
    for name in ("absent", "choice", "document", "home", "list", "terms"):
        made.write({f"themes/evil/templates/{name}.html": "{{ ''.__class__.__mro__[1].__subclasses__() }}"})
    built, _ = made.build()
    assert {each.code for each in built.diagnostics} == {"template-error"}
    assert not any(b"subprocess" in path.read_bytes() for path in made.public.rglob("*.html"))
