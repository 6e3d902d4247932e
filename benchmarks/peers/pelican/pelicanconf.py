"""Settings of the plain site for Pelican; feeds stay out as long as ours writes none."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import filters

SITENAME = "Benchmark"
SITEURL = ""
PATH = "content"
OUTPUT_PATH = "public"
THEME = "theme"
TIMEZONE = "Europe/Brussels"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 10
PAGINATED_TEMPLATES = {"index": 10, "tag": 10, "author": 10}
PAGINATION_PATTERNS = [
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
DIRECT_TEMPLATES = ["home", "index", "tags", "authors", "choice", "absent"]
INDEX_SAVE_AS = "en/news/index.html"
INDEX_URL = "en/news/"
HOME_SAVE_AS = "en/index.html"
TAGS_SAVE_AS = "en/tags/index.html"
AUTHORS_SAVE_AS = "en/people/index.html"
CHOICE_SAVE_AS = "index.html"
ABSENT_SAVE_AS = "en/404.html"
ARTICLE_PATHS = [""]
ARTICLE_URL = ARTICLE_LANG_URL = "{lang}/news/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = "{lang}/news/{slug}/index.html"
TAG_URL = "en/tags/{slug}/"
TAG_SAVE_AS = "en/tags/{slug}/index.html"
AUTHOR_URL = "en/people/{slug}/"
AUTHOR_SAVE_AS = "en/people/{slug}/index.html"
CATEGORY_SAVE_AS = ""
YEAR_ARCHIVE_SAVE_AS = "en/news/{date:%Y}/index.html"
YEAR_ARCHIVE_URL = "en/news/{date:%Y}/"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
THEME_STATIC_DIR = ""
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "generator"
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
        "markdown.extensions.sane_lists": {},
        "markdown.extensions.smarty": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
JINJA_FILTERS = {"day": filters.day, "capital": filters.capital}
TITLES = {"en": "Benchmark", "nl": "Vergelijking"}
LANGUAGES = {"en": "English", "nl": "Nederlands"}
WORDS = {
    "en": {
        "language": "Language",
        "menu": "Menu",
        "latest": "Latest",
        "pages": "Pages",
        "newer": "Newer",
        "older": "Older",
        "years": "Years",
    },
    "nl": {
        "language": "Taal",
        "menu": "Menu",
        "latest": "Nieuwste",
        "pages": "Bladzijden",
        "newer": "Nieuwer",
        "older": "Ouder",
        "years": "Jaren",
    },
}
