"""The results for readers: tables in Markdown, and a plot in SVG."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from benchmarks.cases import CASES
from benchmarks.generators import BY_NAME, GENERATORS
from benchmarks.preview import EDITS
from benchmarks.results import Row

TITLES = {case.name: case.title for case in CASES}
ORDER = {generator.name: place for place, generator in enumerate(GENERATORS)}
COLOURS = ("#0a5563", "#7cc7d3", "#a83f17", "#8a8578", "#b9a26a", "#5d6d4e", "#6b5b7b")

INTRODUCTION = """\
# How fast plcsite is, beside other generators

Written by `make bench`; don't edit it. To measure some of it again:
`make bench ARGS="--posts 1000 --peers plcsite,hugo --cases cold"` replaces those rows and keeps the others.

## What is compared

- **Corpus.** N posts, half English and half Dutch, in pairs, from a seed: 3 kB of Markdown each (headings, lists,
  links, emphasis, quotes; one in five with a table and a fence), ten years, 3 of 60 tags and 1 of 10 authors each.
  No pictures.
- **Theme.** The same plain one in each generator's own language: a frame with menu, switch to the translation of this
  page, canonical and hreflang; posts with a date in words, author, tags and the three latest posts; a home; the news,
  every tag and every author page by page, ten at a time; a page per year; all tags, all authors; a page for what isn't
  found. No page links to the previous and the next post: plcsite has no such links, so no peer's theme has them.
  Feeds and sitemap are off wherever they can be, since plcsite does not write them yet.
- **Not the same work.** plcsite pairs and checks: every internal link, every fact of a pair, every address; it
  sanitises each body and stages the whole site before it replaces the old one. The peers are not asked to.
- **Runs.** Whole processes, one run that isn't counted, then medians. Each counted run is followed by one of Hugo in
  the same case, and ratios are medians over these pairs. CPU is user and system time with all children; peak is the
  largest process; tree is all processes together, shared memory counted once, by samples in the run that isn't counted.
- **Deleted files.** What a run must not find is moved aside and deleted after the last run of all: for a while after
  many files were deleted, a file system such as ext4 makes new ones at a higher price.
- **Edits.** Body and title are those of one post from the middle of the corpus, so that list pages and its tags, author
  and year depend on the title; the newest post's title stands below every post of its language too.
"""

PREVIEW = """\
## Preview

From saving a file to a preview that answers with the new words, asked every 5 ms. CPU is all that the edit sets off,
also after it is seen. Hugo's server runs as it comes, rendering to memory. MiB is what the process holds then.
"""


def describe_machine() -> str:
    """Cores and memory, and nothing that names a machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()} on {platform.machine()}"


def _describe_load(rows: Sequence[Row]) -> str:
    loads = [row.load for row in rows if row.load is not None]
    seen = (
        f"{min(loads):.1f} to {max(loads):.1f}{' where it is known' if len(loads) < len(rows) else ''}"
        if loads
        else "not recorded"
    )
    return f"Load ({seen}) lengthens wall time most: compare CPU seconds."


def write_report(rows: Sequence[Row], machine: str) -> str:
    """The whole page."""
    parts = [
        INTRODUCTION,
        f"- **Machine.** {machine}. {_describe_load(rows)}\n",
        "![CPU seconds per case](results.svg)\n",
    ]
    for posts in sorted({row.posts for row in rows if row.case in TITLES and row.posts > 100}):
        parts += [f"## {posts:,} posts\n", "\n".join(_table([row for row in rows if row.posts == posts])) + "\n"]
    parts += ["## Start-up\n", "\n".join(_starts(rows)) + "\n", PREVIEW, "\n".join(_previews(rows)) + "\n"]
    parts += ["## Versions, and what each leaves out\n", "\n".join(_peers(rows)) + "\n"]
    return "\n".join(parts)


HEADINGS = (
    "case",
    "generator",
    "runs",
    "CPU s",
    "of Hugo's",
    "wall s",
    "of Hugo's",
    "peak MiB",
    "of Hugo's",
    "tree MiB",
    "pages",
    "feeds",
    "other",
    "MB",
)


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield _line(HEADINGS)
    yield _line(["---", "---", *["---:"] * (len(HEADINGS) - 2)])
    for case in CASES:
        for row in sorted((row for row in rows if row.case == case.name), key=lambda row: ORDER[row.generator]):
            measures = [cell for measure in ("cpu", "wall", "peak") for cell in _measure(row, measure)]
            left = row.outputs
            outputs = [left.pages, left.feeds, left.other, f"{left.megabytes:.1f}"] if left else [""] * 4
            tree = f"{row.tree:.0f}" if row.tree else ""
            yield _line([case.title, BY_NAME[row.generator].title, len(row.runs), *measures, tree, *outputs])


def _measure(row: Row, measure: str) -> tuple[str, str]:
    ratio, value = row.ratio(measure), row.middle(measure)
    return f"{value:.0f}" if measure == "peak" else f"{value:.2f}", f"{ratio:.2f}" if ratio is not None else ""


def _starts(rows: Sequence[Row]) -> Iterator[str]:
    shown = {
        (0, "version"): "`plcsite --version`",
        (0, "help"): "`plcsite --help`",
        (30, "same"): "a build of 30 posts, nothing changed",
    }
    yield _line(["what", "runs", "CPU ms", "wall ms", "peak MiB"])
    yield _line(["---", "---:", "---:", "---:", "---:"])
    for row in rows:
        title = shown.get((row.posts, row.case))
        if title:
            times = [f"{row.middle(measure) * 1000:.0f}" for measure in ("cpu", "wall")]
            yield _line([title, len(row.runs), *times, f"{row.middle('peak'):.0f}"])


def _previews(rows: Sequence[Row]) -> Iterator[str]:
    yield _line(["posts", "edit", "generator", "runs", "s until seen", "least", "most", "CPU s", "MiB"])
    yield _line(["---:", "---", "---", *["---:"] * 6])
    for posts in sorted({row.posts for row in rows}):
        for edit in EDITS:
            for row in (row for row in rows if (row.posts, row.case) == (posts, edit.name)):
                walls = [run.wall for run in row.runs]
                seen = [f"{wall:.2f}" for wall in (row.middle("wall"), min(walls), max(walls))]
                measures = [f"{row.middle('cpu'):.2f}", f"{row.middle('peak'):.0f}"]
                yield _line([f"{posts:,}", edit.title, BY_NAME[row.generator].title, len(row.runs), *seen, *measures])


def _peers(rows: Sequence[Row]) -> Iterator[str]:
    yield _line(["generator", "version", "measured", "leaves out"])
    yield _line(["---", "---", "---", "---"])
    for generator in GENERATORS:
        own = [row for row in rows if row.generator == generator.name]
        for version in sorted({row.version for row in own}):
            dates = sorted({row.date for row in own if row.version == version})
            yield _line(
                [generator.title, version, " to ".join(dict.fromkeys((dates[0], dates[-1]))), generator.leaves_out]
            )


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


# --- plot ------------------------------------------------------------------------------------------------------

BAR, GAP, LABELS, WIDTH = 16, 30, 150, 760


def draw(rows: Sequence[Row]) -> str:
    """Bars of CPU seconds per case, for the largest site that was built with Hugo beside it; long bars are cut."""
    sizes = {row.posts for row in rows if row.pairs}
    chosen = [row for row in rows if sizes and row.posts == max(sizes) and row.case in TITLES]
    # Hugo's cold build is the yardstick: what takes more than three times as long would only flatten the rest.
    anchor = next((row.middle("cpu") for row in chosen if (row.generator, row.case) == ("hugo", "cold")), None)
    longest = max((row.middle("cpu") for row in chosen), default=1.0)
    end = min(longest, anchor * 3) if anchor else longest
    scale = (WIDTH - LABELS - 90) / end
    parts: list[str] = []
    y = 40
    for case in CASES:
        shown = sorted((row for row in chosen if row.case == case.name), key=lambda row: ORDER[row.generator])
        if not shown:
            continue
        parts.append(f'<text x="0" y="{y}" class="case">{escape(case.title)}</text>')
        y += 8
        for row in shown:
            parts += _bar(row, y, scale, end)
            y += BAR + 4
        y += GAP
    title = f"CPU seconds, {max(sizes, default=0):,} posts"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" aria-label="{title}">\n'
        "<style>text{font:12px sans-serif;fill:#1c2b2d}.case{font-weight:bold}</style>\n"
        f'<rect width="{WIDTH}" height="{y}" fill="#fbfaf6"/>\n<text x="0" y="16">{title}</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _bar(row: Row, y: int, scale: float, end: float) -> Iterator[str]:
    value = row.middle("cpu")
    length = max(1.0, min(value, end) * scale)
    colour = COLOURS[ORDER[row.generator] % len(COLOURS)]
    cut = " (bar cut)" if value > end else ""
    name = escape(BY_NAME[row.generator].title)
    yield f'<text x="{LABELS - 6}" y="{y + 12}" text-anchor="end">{name}</text>'
    yield f'<rect x="{LABELS}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>'
    yield f'<text x="{LABELS + length + 5:.1f}" y="{y + 12}">{value:.2f}{cut}</text>'
