"""Findings in a body have their exact place, or a coarse one, never a wrong one."""

import pytest

from plcsite.markup.places import Findings, find_places
from tests.markup.conversion import convert_text, find, targets


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("see [a](b.md)", [("b.md", ":10:9")]),
        ("one\n\nsee [a](b.md) and ![c](d.jpg)", [("b.md", ":12:9"), ("d.jpg", ":12:24")]),
        ("[a](b.md) [c](b.md)\n\n[d](b.md)", [("b.md", ":10:5"), ("b.md", ":10:15"), ("b.md", ":12:5")]),
        ("`[a](b.md)` and [a](b.md)", [("b.md", ":10:21")]),
        ("```\n[a](b.md)\n```\n\n[a](b.md)", [("b.md", ":14:5")]),
        ("<!-- [a](b.md) --> [a](b.md)", [("b.md", ":10:24")]),
        ("[a][r] [b][r]\n\n[r]: /c.md", [("/c.md", ":12:6"), ("/c.md", ":12:6")]),
        ('<a href="b.md">x</a>\n\n<img src="c.jpg" alt="d">', [("b.md", ":10:10"), ("c.jpg", ":12:11")]),
        ("[a][r] b@x.org_c_\n\n[r]: /c.md", [("mailto:b@x.org_c", ":10:8"), ("/c.md", ":12:6")]),
        ("[^1]: [c](d)\n\nx[^1] [a](b)", [("d", ":10:11"), ("b", ":12:11")]),
        ("x[^1] [a](b)\n\n[^1]: [c](b)", [("b", ":10:11"), ("b", ":12:11")]),
        ("[a](b\\_c.md)", [("b_c.md", ":10:5")]),
        ("[a](https://x.org/?a=1&b=2)", [("https://x.org/?a=1&b=2", ":10:5")]),
        ("[a](https://x.org/?a=1&amp;b=2)", [("https://x.org/?a=1&b=2", ":10:5")]),
        ("see https://x.org/a.", [("https://x.org/a", ":10:5")]),
        ("mail me@x.org", [("mailto:me@x.org", ":10:6")]),
        ("me@x.org `mailto:me@x.org`", [("mailto:me@x.org", ":10:1")]),
        ("[a](mailto:me@x.org)", [("mailto:me@x.org", ":10:5")]),
        ("<me@x.org>", [("mailto:me@x.org", ":10:2")]),
        ("[a](/n) [b](/n/x.md)", [("/n", ":10:5"), ("/n/x.md", ":10:13")]),
        ("[a](#b)\n\n## B", [("#b", ":10:5")]),
        ("- [a](b.md)\n  - [c](d.md)", [("b.md", ":10:7"), ("d.md", ":11:9")]),
        ("|a|b|\n|-|-|\n|[a](b.md)|[c](b.md)|", [("b.md", ":12:6"), ("b.md", ":12:16")]),
        ("![a](//x.org/b.jpg)", [("https://x.org/b.jpg", ":10:6")]),
        ('<video src="a.mp4" controls></video>', [("a.mp4", ":10:13")]),
        ("www.x.org", [("https://www.x.org", ":10:1")]),
    ],
)
def test_links_and_pictures_stand_where_their_target_is_written(markdown, expected):
    assert sorted(targets(markdown), key=lambda item: item[1]) == sorted(expected, key=lambda item: item[1])


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![](a.jpg)", [("missing-alt", ":10:5")]),
        ("![b](a.jpg)\n\n![](a.jpg)", [("missing-alt", ":12:5")]),
        ("![](a.jpg){.decorative}", []),
        ("[^1]: ![c](a.jpg)\n\nx[^1] ![](a.jpg)", [("missing-alt", ":12:11")]),
        ("[^1]: ![c](a&#46;jpg)\n\nx[^1] ![](a&#46;jpg)", [("missing-alt", "")]),
        ("![b](https://x.org/a.jpg)", [("remote-image", ":10:6")]),
        ("`<script>`\n\n<script>x</script>", [("removed-html", ":12:1")]),
        (
            "a <b onclick='x'>c</b> <b>d</b> <b onclick='y'>e</b>",
            [("removed-html", ":10:3"), ("removed-html", ":10:33")],
        ),
        ("# A {style=x}", [("removed-html", ":10:5")]),
        ("text\n{: onclick=x}", [("removed-html", ":11:1")]),
        ("[a](javascript:x)", [("removed-html", ":10:5")]),
        ("<a href='&#106;avascript:x'>b</a>", [("removed-html", ":10:1")]),
        ("x\n\n<iframe src='https://x.org/'></iframe>", [("remote-media", ":12:1")]),
        ("<FORM><INPUT></FORM>", [("removed-html", ":10:1"), ("removed-html", ":10:7")]),
    ],
)
def test_findings_stand_where_they_were_written(markdown, expected):
    assert find(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("`b.md`\n\none\ntwo [a](b&#46;md)", [("b.md", ":12")]),
        ("`b.md`\n\n[a](b&#46;md)\n\n[a](b&#46;md)", [("b.md", ":12"), ("b.md", ":14")]),
        ("`b.md`\n\n[a][r] [b][r]\n\n[r]: b&#46;md", [("b.md", ""), ("b.md", "")]),
    ],
)
def test_a_target_written_in_a_way_that_can_not_be_found_has_its_paragraph_or_no_place(markdown, expected):
    assert targets(markdown) == expected


@pytest.mark.parametrize("noise", ["`{}`", "<!-- {} -->", "    {}", "~~~\n{}\n~~~", "\\{}"])
def test_the_place_is_never_that_of_a_look_alike(noise):
    """Code, comments and escaped text that look like the link come before it; the link's own place is found."""
    text = f"{noise.format('[a](b.md)')}\n\nreal [a](b.md)"
    line = 10 + text.count("\n")
    assert {place for target, place in targets(text) if target == "b.md"} <= {f":{line}:10", ""}
    assert (("b.md", f":{line}:10")) in targets(text)


def test_a_text_in_which_each_target_stands_once_is_not_converted_again():
    """Wherever footnotes and definitions take them, the only one written is the only one that came out."""
    text = "[^1]: [c](d.md)\n\nx[^1] [a][r]\n\n[r]: b.md"
    slots = convert_text(text).value.body.slots
    assert [slot.target for slot in slots] == ["b.md", "d.md"]
    places = find_places(text, Findings(slots, ()), lambda _: pytest.fail("was converted again"))
    assert places.slots == ((5, 6), (1, 11))


def test_places_hold_for_a_body_with_hundreds_of_links():
    text = "\n\n".join(f"[a](b{number}.md) [c](b{number}.md)" for number in range(300))
    found = targets(text)
    assert found[2 * 250] == ("b250.md", ":510:5")
    assert len(found) == 600


def test_lines_count_from_where_the_body_starts():
    (found,) = convert_text("\n![](a.jpg)", line=7).diagnostics
    assert (found.location.path, found.location.line) == ("content/x.md", 8)
