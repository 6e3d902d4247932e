"""Lines of words: titles, subtitles, summaries, captions. Typeset, with phrases in other languages marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plcsite.markup.typography import typeset_segments
from plcsite.model import Run, Words

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
"""A language tag as far as it has to be right to be printed (BCP 47)."""

EXCERPT = 200
"""Characters after which an excerpt ends with the sentence or the word."""

_SPACE = re.compile(r"[ \t\n\f\r]{2,}|[\t\n\f\r]")  # all but single spaces
_SENTENCE_END = re.compile(r"[.!?…][”’\"')]*(?=\s)")
_PHRASE = re.compile(rf"\[([^\[\]]*+)\]\{{:?\s*lang=[\"']?({LANGUAGE_TAG.pattern})[\"']?\s*\}}")


def parse_words(text: str, speech: str) -> Words:
    """A line in the language `speech` as runs: `[better together]{lang=en}` is one of its own; all else is text."""
    runs: list[Run] = []
    done = 0
    for found in _PHRASE.finditer(text):
        runs += [Run(text[done : found.start()]), Run(found[1], found[2])]
        done = found.end()
    runs.append(Run(text[done:]))
    runs = [run for run in runs if run.text]
    typeset = typeset_segments([(run.text, run.lang or speech) for run in runs])
    return tuple(Run(written, run.lang) for written, run in zip(typeset, runs, strict=True))


def plain(words: Words) -> str:
    """Words as one string, for places that know no languages."""
    return words[0].text if len(words) == 1 else "".join(run.text for run in words)


def join_runs(runs: Iterable[tuple[str, str | None]]) -> Words:
    """Texts and their languages as a line of words: white space as a browser shows it, neighbours of one language as
    one run."""
    joined: list[tuple[str, str | None]] = []
    space = True  # whether what stands before ends with a space, as a line's beginning does
    for written, lang in runs:
        text = _SPACE.sub(" ", written)
        text = text.removeprefix(" ") if space else text
        if not text:
            continue
        space = text.endswith(" ")
        if joined and joined[-1][1] == lang:
            joined[-1] = (joined[-1][0] + text, lang)
        else:
            joined.append((text, lang))
    if joined and space:
        joined[-1] = (joined[-1][0].rstrip(" "), joined[-1][1])
    return tuple([Run(text, lang) for text, lang in joined if text])


def shorten(words: Words, length: int = EXCERPT) -> Words:
    """Words that end with a sentence at or before `length` characters, else with a word and an ellipsis."""
    whole = plain(words)
    if len(whole) <= length:
        return words
    ends = [found.end() for found in _SENTENCE_END.finditer(whole, 0, length + 1)]
    if ends and ends[-1] >= length // 2:
        return _cut(words, ends[-1])
    end = max(whole.rfind(" ", 0, length), 0) or length
    shown = _cut(words, len(whole[:end].rstrip(" ,;:–—-")))
    return (*shown[:-1], Run(shown[-1].text + "…", shown[-1].lang))


def _cut(words: Words, end: int) -> Words:
    kept: list[Run] = []
    for run in words:
        if end > 0:
            kept.append(Run(run.text[:end], run.lang))
        end -= len(run.text)
    return tuple(kept)
