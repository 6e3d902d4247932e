"""Accepting: one line of the front matter is written, and every other byte of the file stays."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plcsite.desk.accept import stamp

LINE = "translates: en@0123456789ab"

VALUES = st.sampled_from(["A title", '"quoted: yes"', "'single'", "[a, b]", "{x: 1}", "|\n  two\n  lines", "# none"])
KEYS = st.lists(st.tuples(st.sampled_from(["title", "slug", "cover", "tags"]), VALUES), unique_by=lambda each: each[0])
STATED = st.sampled_from(["", "en", "en@aaaaaaaaaaaa", '"nl@bbbbbbbbbbbb"', "'en'  # checked by Amina", "~"])


@given(
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    keys=KEYS,
    stated=st.none() | STATED,
    body=st.binary(max_size=60).filter(lambda data: _is_text(data)),
)
@example(mark=b"", end="\n", keys=[], stated=None, body=b"---\ntranslates: en\n---\n")
def test_everything_but_the_line_stays_byte_for_byte(
    mark: bytes, end: str, keys: list[tuple[str, str]], stated: str | None, body: bytes
) -> None:
    """Whatever the line ends, the order mark, the keys, the quotes and the body."""
    lines = [f"{key}: {value}" for key, value in keys]
    if stated is not None:
        lines.insert(len(lines) // 2, f"translates: {stated}".rstrip())
    front = end.join("\n".join(["---", *lines, "---", ""]).split("\n")).encode()
    before = mark + front + body
    after = stamp(before, LINE)
    assert after is not None
    assert after.endswith(b"---" + end.encode() + body)
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    changed = [line for line in new if line not in old]
    assert all(line.startswith(b"translates: ") and b"en@0123456789ab" in line for line in changed)
    assert len(new) == len(old) + (stated is None)
    assert stamp(after, LINE) == after


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"---\ntitle: A\n---\nB", b"---\ntitle: A\ntranslates: en@0123456789ab\n---\nB"),
        (b"---\ntranslates: nl # x\n---\n", b"---\ntranslates: en@0123456789ab # x\n---\n"),
        (b"---\n'translates' :  'en'\n---\n", b"---\n'translates' :  'en@0123456789ab'\n---\n"),
        (b"---\n  title: A\n---\n", b"---\n  title: A\n  translates: en@0123456789ab\n---\n"),
        (b"---\nsummary: |\n  B\n\n---\n", b"---\nsummary: |\n  B\n\ntranslates: en@0123456789ab\n---\n"),
    ],
)
def test_the_line_is_written_where_it_stands_or_as_the_last_one(before: bytes, after: bytes) -> None:
    """As an editor would have written it, in this file."""
    assert stamp(before, LINE) == after


@pytest.mark.parametrize(
    "data",
    [b"---\ntranslates: >\n  en\n---\n", b"---\n{title: A}\n---\n", b"---\ntranslates:\n  - en\n---\n", b"no front"],
)
def test_what_cannot_be_changed_for_sure_is_left_alone(data: bytes) -> None:
    """An odd notation gives nothing rather than a guess."""
    assert stamp(data, LINE) is None
