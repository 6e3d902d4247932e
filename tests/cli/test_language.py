"""In which language the command speaks to the person who called it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from plcsite.cli import cli
from tests.conftest import TestSite

WRONG = {"content/en/about.md": "---\ntitel: About\n---\nWords.\n"}
ENGLISH, DUTCH = (
    "error[unknown-key]: there is no key “titel” here",
    "fout[unknown-key]: er is hier geen sleutel “titel”",
)
NO_WISH = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": None}


@pytest.mark.parametrize(
    ("options", "environment", "expected"),
    [
        ([], {}, ENGLISH),
        ([], {"LANG": "nl_BE.UTF-8"}, DUTCH),
        ([], {"LANG": "nl_BE.UTF-8", "LC_ALL": "en_GB.UTF-8"}, ENGLISH),
        ([], {"LANG": "C.UTF-8", "LC_MESSAGES": "nl_NL"}, DUTCH),
        ([], {"LANG": "xx_YY"}, ENGLISH),
        (["--language", "nl"], {}, DUTCH),
        (["--language", "nl-BE"], {"LANG": "en_GB"}, DUTCH),
        (["--language", "en"], {"LANG": "nl_BE.UTF-8"}, ENGLISH),
    ],
)
def test_messages_come_in_the_language_asked_for_else_in_that_of_the_environment(
    site: Callable[..., TestSite], options: list[str], environment: dict[str, str], expected: str
) -> None:
    """English, in which the messages are written, can be asked for like any other."""
    made = site(WRONG)
    done = CliRunner(env={**NO_WISH, **environment}).invoke(cli, ["check", "--site", str(made.folder), *options])
    assert expected in done.output
