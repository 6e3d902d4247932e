"""Each construct of the site's Markdown comes out as HTML that means it."""

import pytest

from plcsite.markup.pieces import PREFIX
from plcsite.model import Heading, Image, Link, Run
from tests.markup.conversion import convert_text, fill, render


def squeeze(html: str) -> str:
    return html.replace("\n", "")


def body(markdown: str, speech: str = "en"):
    return convert_text(markdown, speech).value.body


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*a* **b** _c_", "<p><em>a</em> <strong>b</strong> <em>c</em></p>"),
        ("~~gone~~ ~not~ a~~b~~c", "<p><del>gone</del> ~not~ a<del>b</del>c</p>"),
        ("one  \ntwo\\\nthree\nfour", "<p>one<br>two<br>threefour</p>"),
        ("Term\n:   What it means", "<dl><dt>Term</dt><dd>What it means</dd></dl>"),
        ("The PLC.\n\n*[PLC]: Learning", '<p>The <abbr title="Learning">PLC</abbr>.</p>'),
        ("text\n{: .wide #x lang=nl}", '<p class="wide" lang="nl" id="s-x">text</p>'),
        ("<!-- a\n\nb -->\n\ntext <!-- c -->", "<p>text </p>"),
        ("***", "<hr>"),
        ("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>"),
        ("H<sub>2</sub>O <kbd>'A'</kbd>", "<p>H<sub>2</sub>O <kbd>'A'</kbd></p>"),
        ("<details open><summary>More</summary>\n\nText\n\n</details>", None),
    ],
)
def test_small_constructs(markdown, expected):
    html = squeeze(render(markdown))
    assert html == expected if expected else "<summary>More</summary>" in html


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("text\n- a\n- b", "<p>text</p><ul><li>a</li><li>b</li></ul>"),
        ("text\n1. a\n2) b", "<p>text</p><ol><li>a</li><li>b</li></ol>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("1. a\n   - b", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("1. a\n  - b", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("- a\n\n  more\n- b", "<ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul>"),
        ("> - a\n>   - b", "<blockquote><ul><li>a<ul><li>b</li></ul></li></ul></blockquote>"),
        ("- a\n## H\ntext", '<ul><li>a</li></ul><h2 id="s-h">H</h2><p>text</p>'),
        ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
        ("It was in\n1986. Then", "<p>It was in1986. Then</p>"),
        ("a\n- - -\nb", "<p>a</p><hr><p>b</p>"),
        ("- [ ] do\n- [x] done", '<ul><li class="task">☐ do</li><li class="task done">☑ done</li></ul>'),
        ("- a\n  `x`\n  b", "<ul><li>a<code>x</code>b</li></ul>"),
    ],
)
def test_lists_as_people_bring_them(markdown, expected):
    assert squeeze(render(markdown)) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("```python\nx = 1\n\n\ny\n```", '<pre tabindex="0"><code class="language-python">x = 1\n\n\ny\n</code></pre>'),
        ("~~~\n```\n~~~", '<pre tabindex="0"><code>```\n</code></pre>'),
        ('```"><script>\nx\n```', '<pre tabindex="0"><code>x\n</code></pre>'),
        ('```c++ title="a"\n<b>&amp;\n```', '<code class="language-c++">&lt;b&gt;&amp;amp;\n</code>'),
        (
            "- a\n  ```sh\n  ls\n    -l\n  ```\n- b",
            '<code class="language-sh">ls\n  -l\n</code></pre></li>\n<li>b</li>',
        ),
        ("> ```\n> x\n> ```", '<blockquote>\n<pre tabindex="0"><code>x\n</code></pre>'),
        (
            "text\n```\n[a](b) # c\n```\nmore",
            '<p>text</p>\n<pre tabindex="0"><code>[a](b) # c\n</code></pre>\n<p>more</p>',
        ),
        ("    indented", '<pre tabindex="0"><code>indented\n</code></pre>'),
    ],
)
def test_code(markdown, expected):
    assert expected in render(markdown)


@pytest.mark.parametrize(
    "markdown", ["![a](b){class}", "# A {lang}", "- [x] a\n{: class}", "| a |\n|---|\n| b {align} |", "[a]{.b id}"]
)
def test_an_attribute_without_a_value_does_no_harm(markdown):
    assert "a" in render(markdown).lower()


def test_an_unclosed_fence_takes_nothing_with_it():
    html = render("```\nopen\n\nstill **here**")
    assert "open" in html
    assert "<strong>here</strong>" in html


def test_a_fence_ends_with_the_quotation_it_stands_in():
    html = squeeze(render("> ```\n> a\n\ntext\n\n```\nb\n```"))
    assert '<p>text</p><pre tabindex="0"><code>b</code></pre>' in html


def test_a_table_scrolls_by_keyboard_under_the_names_of_its_columns_and_aligns_by_class():
    html = squeeze(render('| A "b" | C |\n|:-:|--:|\n| 1 | [x](y.md) |'))
    assert html.startswith('<div class="table" tabindex="0" role="group" aria-label="A “b”, C"><table>')
    assert '<td class="align-center">1</td><td class="align-right"><a href="y.md">x</a></td>' in html
    assert html.endswith("</table></div>")


def test_footnotes_lead_to_their_text_and_back_in_the_language_of_the_words():
    html = render("Text[^a] and again[^a].\n\n[^a]: Note.", "nl")
    assert '<sup id="s-fnref-a"><a class="footnote-ref" href="#s-fn-a">1</a></sup>' in html
    assert '<li id="s-fn-a">' in html
    assert 'href="#s-fnref-a" aria-label="Terug naar de tekst">↩</a>' in html
    converted = body("Text[^a].\n\n[^a]: Note.")
    assert converted.slots == ()
    assert converted.excerpt == (Run("Text."),)


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("!!! warning\n    Take care.", "Waarschuwing"),
        ("> [!WARNING]\n> Take care.", "Waarschuwing"),
        ('!!! warning "Mind"\n    Take care.', "Mind"),
        ("!!! strange-thing\n    Take care.", "Strange thing"),
    ],
)
def test_admonitions_have_a_title_in_the_language_of_the_words(markdown, title):
    html = render(markdown, "nl")
    assert f'<div class="admonition-title">{title}</div>' in html
    assert "<p>Take care.</p>" in html
    assert body(markdown, "nl").excerpt == (Run("Take care."),)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "> Words.\n> -- An *Author*",
            "<blockquote><p>Words.</p></blockquote><figcaption>An <em>Author</em></figcaption>",
        ),
        ("> Words.\n>\n> — [An](a.md) Author", '<figcaption><a href="a.md">An</a> Author</figcaption>'),
        ("> A *b*\n> c\n> — D", "<p>A <em>b</em>c</p></blockquote><figcaption>D</figcaption>"),
    ],
)
def test_a_quotation_names_its_source(markdown, expected):
    html = squeeze(render(markdown))
    assert html.startswith('<figure class="quote"><blockquote>')
    assert expected in html


@pytest.mark.parametrize("markdown", ["> — only a dash", "> a -- b", "> a\n>\n> b"])
def test_a_quotation_without_a_source_is_only_a_quotation(markdown):
    assert squeeze(render(markdown)).startswith("<blockquote>")


def test_one_picture_alone_is_a_figure_and_several_are_a_gallery():
    assert render('![a](b.jpg "It\'s"){.left}') == (
        '<figure class="left"><img src="b.jpg" alt="a"><figcaption>It’s</figcaption></figure>'
    )
    assert squeeze(render("![a](b.jpg)\n![c](d.jpg)")) == (
        '<div class="gallery"><img src="b.jpg" alt="a"><img src="d.jpg" alt="c"></div>'
    )
    assert render("[![a](b.jpg)](c.md)") == '<figure><a href="c.md"><img src="b.jpg" alt="a"></a></figure>'
    assert render("see ![a](b.jpg)") == '<p>see <img src="b.jpg" alt="a"></p>'


@pytest.mark.parametrize(
    ("text", "target", "shown"),
    [
        ("see https://a.org/x_y_z.", "https://a.org/x_y_z", "https://a.org/x_y_z"),
        ("(https://a.org/b_(c))", "https://a.org/b_(c)", "https://a.org/b_(c)"),
        ("www.a.org, that", "https://www.a.org", "www.a.org"),
        ("mail an.example@a.org!", "mailto:an.example@a.org", "an.example@a.org"),
        ("https://a.org/?b=1&c=2", "https://a.org/?b=1&c=2", "https://a.org/?b=1&c=2"),
        ("<https://a.org>", "https://a.org", "https://a.org"),
        ("<me@a.org>", "mailto:me@a.org", "me@a.org"),
    ],
)
def test_a_bare_address_is_a_link(text, target, shown):
    (slot,) = body(text).slots
    assert isinstance(slot, Link)
    assert (slot.target, slot.text) == (target, shown)


@pytest.mark.parametrize("text", ["`https://a.org`", "a@b", "@name", "xwww.a.org", "http://", "www.", "me@", "1@2"])
def test_what_only_looks_like_an_address_is_text(text):
    assert body(text).slots == ()


def test_a_bare_address_in_a_link_is_its_text():
    (slot,) = body("[https://a.org](b.md)").slots
    assert slot.target == "b.md"


def test_a_link_keeps_its_language_in_a_span_inside():
    html = render('[tekst](a.md "t"){lang=nl .x}')
    assert html == '<p><a href="a.md"><span class="x" title="t" lang="nl">tekst</span></a></p>'


def test_words_in_another_language_may_hold_emphasis_and_links():
    html = render("[better *together* [now](a.md)]{lang=en}", "nl")
    assert html == '<p><span lang="en">better <em>together</em> <a href="a.md">now</a></span></p>'


def test_a_language_that_is_no_tag_is_left_out():
    assert render('<span lang="no tag">x</span>') == "<p><span>x</span></p>"


def test_a_heading_with_a_language_marks_its_section_up_to_the_next_of_its_level():
    html = squeeze(render("## A {lang=en}\n\n'tis\n\n### B\n\n## C\n\n'tis[^1]\n\n[^1]: x", "nl"))
    assert html.startswith(
        '<div lang="en"><h2 id="s-a">A</h2><p>’tis</p><h3 id="s-b">B</h3></div><h2 id="s-c">C</h2><p>‘tis'
    )
    headings = body("## A {lang=en}\n\n### B\n\n## C", "nl").headings
    assert [run.lang for heading in headings for run in heading.words] == ["en", "en", None]


def test_a_language_section_ends_before_the_footnotes():
    html = squeeze(render("## A {lang=en}\n\nx[^1]\n\n[^1]: y", "nl"))
    assert '</div><div class="footnote">' in html


def test_headings_start_at_the_second_level_and_have_ids():
    assert body("# A\n\n## B *c*\n\n###### D").headings == (
        Heading(2, "s-a", (Run("A"),)),
        Heading(3, "s-b-c", (Run("B c"),)),
        Heading(6, "s-d", (Run("D"),)),
    )
    assert render("## A\n\n## A\n\n## A") == '<h2 id="s-a">A</h2>\n<h2 id="s-a-2">A</h2>\n<h2 id="s-a-3">A</h2>'


def test_an_id_an_editor_sets_has_the_prefix_and_comes_before_those_made_of_titles():
    converted = body('## X\n\n## Y {#x}\n\n<a id="main"></a> <b id="main">twice</b> [to](#main)')
    assert converted.anchors == ("s-x-2", "s-x", "s-main")
    assert all(anchor.startswith(PREFIX) for anchor in converted.anchors)
    assert converted.slots[0].target == "#main"
    assert render('<a id="x"></a> <b id="x">twice</b>').count('id="s-x"') == 1


def test_a_picture_is_decorative_when_it_says_so():
    pictures = body('![](a.jpg){.decorative} <img src="b.jpg" alt=""> <img src="c.jpg"> ![](d.jpg) ![e](e.jpg)').slots
    assert [slot.decorative for slot in pictures if isinstance(slot, Image)] == [True, True, False, False, False]


def test_what_the_text_of_a_link_is_includes_the_words_of_its_picture():
    links = [slot for slot in body("[ a *b*\nc ](x.md) [![d](e.jpg)](f.md)").slots if isinstance(slot, Link)]
    assert [link.text for link in links] == ["a b c", "d"]


def test_the_excerpt_is_the_first_paragraph_of_the_text_itself():
    converted = body("## Head\n\n> Quoted.\n\nFirst *one* with [woorden]{lang=nl}.\n\nSecond.")
    assert converted.excerpt == (Run("First one with "), Run("woorden", "nl"), Run("."))
    assert body("- only\n- a list").excerpt == (Run("only"),)


def test_words_are_counted_across_elements():
    assert body("# Two words\n\nwo*rd* and `code`[^1]\n\n[^1]: note").count == 2 + 3 + 1


@pytest.mark.parametrize("markdown", ["", "\n\n", "<!-- only -->", "   ", "[a]: b.md", "*[A]: b"])
def test_a_body_without_words_is_empty(markdown):
    converted = convert_text(markdown).value
    assert fill(converted).strip() == ""
    assert converted.body.count == 0


def test_the_digest_is_that_of_the_pieces():
    one, two, same = (convert_text(text).value.body.digest for text in ("a [b](c)", "a [b](d)", "a [b](c)"))
    assert one == same
    assert len(one) == 32
    assert two == one, "targets lie in the slots, not in the pieces"
    assert convert_text("other").value.body.digest != one


def test_a_text_converts_the_same_whatever_came_before():
    before = convert_text("x[^1]\n\n[^1]: y\n\n*[A]: b\n\n[r]: s.md\n\nA [r]").value
    convert_text("# other\n\n*[x]: z\n\n[r]: t.md")
    assert convert_text("x[^1]\n\n[^1]: y\n\n*[A]: b\n\n[r]: s.md\n\nA [r]").value == before
