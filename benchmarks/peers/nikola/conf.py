"""Settings of the plain site for Nikola; feeds, sitemap and all that no page shows stay out."""

BLOG_AUTHOR = "Benchmark"
BLOG_TITLE = {"en": "Benchmark", "nl": "Vergelijking"}
SITE_URL = "https://example.org/"
BLOG_EMAIL = "bench@example.org"
BLOG_DESCRIPTION = "Benchmark"
DEFAULT_LANG = "en"
TRANSLATIONS = {"en": "", "nl": "./nl"}
TRANSLATIONS_PATTERN = "{path}.{lang}.{ext}"
NAVIGATION_LINKS = {
    "en": (("/news/", "News"), ("/tags/", "Tags"), ("/people/", "People")),
    "nl": (("/nl/news/", "News"), ("/nl/tags/", "Tags"), ("/nl/people/", "People")),
}
NAVIGATION_ALT_LINKS = {"en": (), "nl": ()}
POSTS = (("posts/*.md", "news", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": (".md",)}
MARKDOWN_EXTENSIONS = [
    "markdown.extensions.extra",
    "markdown.extensions.sane_lists",
    "markdown.extensions.smarty",
    "markdown.extensions.toc",
]
MARKDOWN_EXTENSION_CONFIGS = {}
USE_REST_DOCINFO_METADATA = False
METADATA_FORMAT = "YAML"
TIMEZONE = "Europe/Brussels"
THEME = "plain"
OUTPUT_FOLDER = "public"
PRETTY_URLS = True
STRIP_INDEXES = True
INDEX_PATH = "news"
INDEX_DISPLAY_POST_COUNT = 10
INDEXES_PRETTY_PAGE_URL = ["page", "{number}", "{index_file}"]
INDEXES_STATIC = False
TAG_PATH = "tags"
TAG_PAGES_ARE_INDEXES = True
ENABLE_AUTHOR_PAGES = True
AUTHOR_PATH = "people"
AUTHOR_PAGES_ARE_INDEXES = True
ARCHIVE_PATH = "news"
ARCHIVE_FILENAME = "archive.html"
CREATE_DAILY_ARCHIVE = CREATE_MONTHLY_ARCHIVE = CREATE_FULL_ARCHIVES = False
GENERATE_RSS = GENERATE_ATOM = False
SHOW_SOURCELINK = False
COPY_SOURCES = False
USE_BUNDLES = False
GENERATE_ROBOTS_INCLUSIONS = False
DISABLED_PLUGINS = [
    "sitemap",
    "robots",
    "render_galleries",
    "render_listings",
    "copy_assets",
    "create_bundles",
    "classify_categories",
    "classify_page_index",
    "render_pages_index",
    "redirect",
]
