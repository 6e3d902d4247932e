"""Whatever a body holds, what is published of it runs nothing and asks no other host for anything."""

import re
from xml.etree.ElementTree import Element

import html5lib
import nh3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plcsite.markup import sanitiser
from plcsite.markup.sanitiser import ATTRIBUTES, SCHEMES, TAGS, is_remote, sanitise
from tests.markup.conversion import convert_text, fill, find, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="javascript:alert(1)" alt="x">',
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='//evil.example/x.swf'>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='//evil.example/'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p style='background:url(//evil.example/x.png)'>x</p>",
    "<body onload=alert(1) background='//evil.example/x.png'>",
    "<video src='//evil.example/x.mp4' onerror=alert(1)></video>",
    "<video src='a.mp4' poster='//evil.example/x.png'></video>",
    "<video><source src='a.mp4'><source src='https://evil.example/x.mp4'></video>",
    "<audio src='/\\evil.example/x.mp3'></audio>",
    "<source src='//evil.example/x.mp4'>",
    "<picture><source srcset='//evil.example/x.png'><img src=a.png></picture>",
    "<img srcset='//evil.example/x.png 1x' src=a.png alt=x>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<javascript://x.org/%0aalert(1)>",
    '[x](a.md "\\"onmouseover=alert(1) x=\\"")',
    '[x](a.md"onmouseover="alert(1))',
    "![x](a.jpg){onerror=alert(1)}",
    "text\n{: onclick=alert(1) style=x}",
    "# x {onclick=alert(1)}",
    "[x]{lang=en onclick=alert(1)}",
    '[x]{lang="\\"><script>alert(1)</script>"}',
    '```"><script>alert(1)</script>\nx\n```',
    "``` {.x onclick=alert(1)}\nx\n```",
    "[^<script>]: x\n\na[^<script>]",
    '[^"><img src=x onerror=alert(1)>]: x\n\na[^"><img src=x onerror=alert(1)>]',
    '*[x]: "><script>alert(1)</script>\n\nx',
    '|<script>|a|\n|-|-|\n|"><img src=x onerror=alert(1)>|b|',
    '!!! note "<script>alert(1)</script>"\n    x',
    '!!! "onclick=alert(1)\n    x',
    "> [!<script>]\n> x",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    'https://x.org/"onmouseover=alert(1)',
    "https://x.org/&quot;onmouseover=alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)</script>",
    "\ue0f0><script>alert(1)</script>",
    "<a href='a.md\ue0f0 onclick=\ue0f0alert(1)'>x</a>",
    "\x02wzxhzdk:0\x03 <b>\x02klzzwxh:0000\x03</b>",
    "<xss id=x tabindex=1 onfocus=alert(1)></xss>",
    "<details open ontoggle=alert(1)>x</details>",
    "<a id=x href=a.md target=_blank ping=//evil.example>x</a>",
    "<blockquote cite='javascript:alert(1)'>x</blockquote>",
    "<div id=main-content class=x>x</div>",
    "<table background=//evil.example/x><tr><td>x</table>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<p id='x\" onclick=\"alert(1)'>x</p>",
]

OURS = {"tabindex", "role", "aria-label"}


def parse(html: str) -> list[Element]:
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def list_dangers(html: str) -> list[str]:
    """What in a page could run, load from elsewhere, or take a theme's id."""
    dangers = []
    for element in parse(html):
        if element.tag not in TAGS | {"DOCUMENT_FRAGMENT"}:
            dangers.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES.get(element.tag, frozenset()) | ATTRIBUTES["*"] | OURS:
                dangers.append(f"{element.tag} {name}")
            if name in ("href", "src", "cite", "poster"):
                bare = re.sub(r"[\t\n\r]", "", value).lstrip("".join(map(chr, range(33))))
                scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", bare)
                if scheme and scheme[1].lower() not in SCHEMES:
                    dangers.append(f"{name}={value}")
                if element.tag not in ("a", "img", "blockquote", "q", "ins", "del") and is_remote(value):
                    dangers.append(f"{element.tag} {name}={value}")
            if name == "id" and not value.startswith("s-"):
                dangers.append(f"id={value}")
    return dangers


@pytest.mark.parametrize("payload", HOSTILE)
@pytest.mark.parametrize("frame", ["{}", "a {} b", "- {}", "> {}", "## {}", "|a|b|\n|-|-|\n|{}|x|"])
def test_no_payload_survives(payload, frame):
    """Parsed as a browser would, wherever in a text the payload stands."""
    html = fill(convert_text(frame.format(payload)).value)
    assert list_dangers(html) == []


FRAGMENTS = st.sampled_from(
    [
        *HOSTILE,
        "\n",
        "\n\n",
        " ",
        '"',
        "'",
        "`",
        "```",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "<",
        ">",
        "!",
        "*",
        "_",
        "~~",
        "|",
        "- ",
        "    ",
        "# ",
        "> ",
        "![",
        "](",
        "]{lang=en}",
        "{: ",
        "<b>",
        "</b>",
        "<p ",
        "<!--",
        "-->",
        "\\",
        "&",
        "--",
        "…",
        "<pre>",
        "</pre>",
        "<div>\n\n",
        "<a href=",
        "[^1]",
        "[^1]: ",
        "http://",
        "//",
        "@x.org",
        "{class}",
        "{: lang id class alt title}",
        "![](a.jpg)",
        "\n\n!!! note\n    ",
        "\n- [x] ",
        "\x02",
        "\x03",
        "\u2028",
    ]
)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FRAGMENTS, max_size=14).map("".join))
def test_no_mixture_of_payloads_survives(text):
    checked = convert_text(text)
    assert list_dangers(fill(checked.value)) == []
    assert "markdown-failed" not in {found.code for found in checked.diagnostics}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=80))
def test_any_text_converts(text):
    checked = convert_text(text.replace("\r", "\n").replace("\0", ""))
    assert "markdown-failed" not in {found.code for found in checked.diagnostics}


def test_without_the_sanitiser_payloads_would_survive(monkeypatch):
    """The control: the tests above fail where the guard is gone."""

    class Nothing:
        def clean(self, html: str) -> str:
            return html

    monkeypatch.setattr(sanitiser, "_CLEANER", Nothing())
    assert list_dangers(fill(convert_text('<b onclick="alert(1)">x</b>').value)) == ["b onclick"]


def test_the_allow_list_names_nothing_that_runs_or_loads():
    assert not TAGS & {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "svg",
        "math",
        "base",
        "link",
        "meta",
    }
    names = {name for allowed in ATTRIBUTES.values() for name in allowed}
    assert not {name for name in names if name.startswith("on")} | (
        names & {"style", "srcset", "srcdoc", "action", "target"}
    )


@pytest.mark.parametrize(
    ("html", "loss"),
    [
        ("<script>x</script>", "<script> was removed"),
        ("<b onclick=x>y</b>", "the attribute onclick was removed from <b>"),
        ("<b style='color:red'>y</b>", "the attribute style was removed from <b>"),
        ("<form><input></form>", "<form> was removed"),
        ("[a](javascript:x)", "the address javascript:x was removed from <a>"),
        ("<img src='data:image/png,x' alt=y>", "the address data:image/png,x was removed from <img>"),
        ("<video poster='//x.org/y.png' src=z.mp4></video>", "the address //x.org/y.png was removed from <video>"),
        ("<center>x</center>", "<center> was removed"),
    ],
)
def test_what_is_removed_is_named_with_what_to_write_instead(html, loss):
    found = convert_text(html).diagnostics[0]
    assert (found.code, str(found.message), found.severity) == ("removed-html", loss, "warning")
    assert found.hint


@pytest.mark.parametrize(
    "html",
    [
        "<b class='x' id=y lang=nl title=z>a</b>",
        "<a href='https://x.org/é?a=b#c'>x</a>",
        "<a href='mailto:me@x.org'>x</a> <a href='tel:+3212345'>y</a> <a href='../a.md#b'>z</a>",
        "<table><tr><th scope=row colspan=2>a</th></tr></table>",
        "<details open><summary>a</summary>b</details>",
        "<video src=a.mp4 poster=b.jpg controls><track src=c.vtt kind=captions srclang=en label=English></video>",
        "<audio controls><source src=a.mp3 type=audio/mpeg></audio>",
        "<!-- <script>x</script> -->",
        "`<script>`\n\n    <script>\n\n```\n<script>\n```",
        "a < b > c, <3",
    ],
)
def test_what_is_allowed_passes_in_silence(html):
    assert find(html) == []


def test_every_tag_the_sanitiser_drops_is_reported_and_none_that_it_keeps():
    """The report reads tags by itself, so it's held against what the sanitiser really did."""
    for tag in sorted(nh3.ALLOWED_TAGS | TAGS | {"form", "input", "blink", "x-y"}):
        source = f"<{tag}>x</{tag}>"
        safe, removed = sanitise(f"<table>{source}</table>" if tag in ("tr", "td", "th") else source)
        assert bool(removed) == (tag not in TAGS), tag
        assert tag in TAGS or f"<{tag}" not in safe


@pytest.mark.parametrize(
    ("html", "card"),
    [
        (
            "<iframe src='https://video.example/embed/1' title='The \"film\"'></iframe>",
            '<p class="media"><a href="https://video.example/embed/1">The “film”</a></p>',
        ),
        ("<embed src=//x.org/a.swf>", '<p class="media"><a href="https://x.org/a.swf">x.org</a></p>'),
        (
            "<object data='https://x.org/a.pdf'>no</object>",
            '<p class="media"><a href="https://x.org/a.pdf">x.org</a></p>',
        ),
        (
            "<audio><source src='https://x.org/a.mp3'></audio>",
            '<p class="media"><a href="https://x.org/a.mp3">x.org</a></p>',
        ),
        ("a <iframe src='https://x.org'></iframe>", '<p>a </p><p class="media"><a href="https://x.org">x.org</a></p>'),
    ],
)
def test_media_on_another_host_are_a_card_that_links_to_them(html, card):
    assert render(html).replace("\n", "") == card
    assert [code for code, _ in find(html)] == ["remote-media"]


def test_films_and_sounds_of_this_site_pass_with_their_addresses_as_slots():
    converted = convert_text("<video src='a.mp4' poster='b.jpg' controls><source src='c.webm'></video>").value
    assert [slot.target for slot in converted.body.slots] == ["a.mp4", "b.jpg", "c.webm"]
    assert [piece for piece in converted.pieces if not isinstance(piece, str)] == [
        ("file", 0),
        ("file", 1),
        ("file", 2),
    ]
    assert fill(converted) == '<video src="a.mp4" poster="b.jpg" controls=""><source src="c.webm"></video>'


def test_a_picture_on_another_host_is_reported_unless_it_is_allowed():
    assert [code for code, _ in find("![a](//x.org/b.jpg)")] == ["remote-image"]
    assert find("![a](//x.org/b.jpg)", images="allow") == []
    (slot,) = convert_text("![a](//x.org/b.jpg)").value.body.slots
    assert slot.target == "https://x.org/b.jpg"


@pytest.mark.parametrize(
    "address", ["https://a.b", "HTTP://a", "//a.b/c", "\\\\a.b", "/\\a.b", " //a", "\t/\n/a", "https:a"]
)
def test_an_address_on_another_host_is_known_however_it_is_written(address):
    assert is_remote(address)


@pytest.mark.parametrize("address", ["a", "/a", "../a//b", "#//a", "mailto:a@b.c", "?//", "http.jpg", ""])
def test_an_address_of_this_site_is_not_taken_for_another(address):
    assert not is_remote(address)
