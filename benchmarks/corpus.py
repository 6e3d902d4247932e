"""A bilingual corpus of N posts from a seed: the same text for every generator, 3 kB each, with tables and fences."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_TEXTS = {
    "en": (
        "teacher lesson class question morning evening colleague school garden window paper table voice answer story "
        "letter number music reading writing drawing open quiet early late small large shared old new first last "
        "begin listen visit learn bring notice carry wonder gather return stay choose change keep hold"
    ),
    "nl": (
        "leerkracht les klas vraag ochtend avond collega school tuin venster papier tafel stem antwoord verhaal "
        "brief getal muziek lezen schrijven tekenen open stil vroeg laat klein groot gedeeld oud nieuw eerste laatste "
        "beginnen luisteren bezoeken leren brengen merken dragen afvragen verzamelen terugkeren blijven kiezen houden"
    ),
}
WORDS = {language: text.split() for language, text in _TEXTS.items()}
TAGS, AUTHORS, YEARS = 60, 10, 10


@dataclass(frozen=True)
class Post:
    """One post in one language; both of a pair share `number`, `day`, `tags` and `author`."""

    language: str
    number: int
    title: str
    day: date
    tags: tuple[str, ...]
    author: str
    body: str

    @property
    def name(self) -> str:
        """The name of its file, the same in both languages."""
        return f"post-{self.number:05d}"


def make_posts(count: int, seed: int = 1) -> Iterator[Post]:
    """`count` posts as `count` / 2 pairs, the same for the same seed on any machine."""
    for number in range(count // 2):
        chance = random.Random(f"{seed}-{number}")
        day = date(2016, 1, 1) + timedelta(days=chance.randrange(365 * YEARS))
        tags = tuple(f"tag-{tag:02d}" for tag in sorted(chance.sample(range(TAGS), 3)))
        author = f"author-{chance.randrange(AUTHORS)}"
        for language in WORDS:
            words = random.Random(f"{seed}-{number}-{language}")
            title = _sentence(words, language, 5).rstrip(".")
            yield Post(language, number, title, day, tags, author, _body(words, language, number))


def _sentence(chance: random.Random, language: str, length: int) -> str:
    picked = [chance.choice(WORDS[language]) for _ in range(length)]
    return " ".join(picked).capitalize() + "."


def _paragraph(chance: random.Random, language: str) -> str:
    sentences = [_sentence(chance, language, chance.randrange(7, 14)) for _ in range(chance.randrange(5, 8))]
    place = chance.randrange(len(sentences))
    marked = sentences[place].rstrip(".").split()
    marked[1:3] = [f"*{marked[1]} {marked[2]}*", f"**{marked[0].lower()}**"]
    sentences[place] = " ".join(marked) + "."
    return " ".join(sentences)


def _body(chance: random.Random, language: str, number: int) -> str:
    parts = [_paragraph(chance, language)]
    for level in range(4):
        parts += [f"## {_sentence(chance, language, 3).rstrip('.')}", _paragraph(chance, language)]
        if level == 0:
            parts.append("\n".join(f"- {_sentence(chance, language, 4)}" for _ in range(4)))
        if level == 1:
            parts.append(
                f"[{chance.choice(WORDS[language])}](https://example.com/{number}) {_sentence(chance, language, 6)}"
            )
        if level == 2:
            parts.append(f"> {_sentence(chance, language, 10)}")
    if number % 5 == 0:
        parts.append(
            "| a | b |\n|---|--:|\n" + "\n".join(f"| {chance.choice(WORDS[language])} | {row} |" for row in range(4))
        )
        parts.append("```python\ntotal = sum(range(10))\nprint(total)\n```")
    return "\n\n".join(parts) + "\n"
