"""Bring the catalogues of the tool's own messages up to the code: add what is new, drop what nobody says any more.

    python scripts/write_messages.py            # or: make messages

Translations stay as they are; what waits for one is listed. The messages are written in English in the code, so that
language has no catalogue.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from plcsite.gettexts import Message, extract_said

PACKAGE = Path(__file__).resolve().parent.parent / "plcsite"

HEADER = """\
# What plcsite says to editors. English stands in the code; `make messages` brings this file up to it.
# Placeholders such as {{name}} stay as they are.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def list_messages() -> tuple[Message, ...]:
    """Everything that the package says, by module."""
    sources = {path.relative_to(PACKAGE.parent).as_posix(): path for path in PACKAGE.rglob("*.py")}
    return extract_said({name: path.read_text("utf-8") for name, path in sources.items()})


def write_messages(language: str, known: bytes) -> tuple[bytes, list[str]]:
    """A catalogue with the translations of `known`, and the messages that have none."""
    old = read_po(BytesIO(known), locale=language)
    new = Catalog(locale=language)
    missing = []
    for message in list_messages():
        translated = old.get(message.id)
        text = str(translated.string) if translated and translated.string else ""
        new.add(message.id, text, locations=[(message.path, 0)])
        if not text:
            missing.append(message.id)
    written = BytesIO()
    write_po(written, new, width=120, omit_header=True, include_lineno=False)
    return HEADER.format(language=language).encode() + written.getvalue(), missing


def main() -> None:
    """Writes all catalogues; ends with 1 where translations are missing."""
    waiting = False
    for path in sorted((PACKAGE / "catalogues").glob("*.po")):
        data, missing = write_messages(path.stem, path.read_bytes())
        path.write_bytes(data)
        click.echo(f"{path.name}: {len(missing)} without a translation")
        for message in missing:
            click.echo(f"  {message}")
        waiting = waiting or bool(missing)
    sys.exit(waiting)


if __name__ == "__main__":
    main()
