"""What the preview adds to a page, seen in a browser and under the strictest policy a site may set."""

import shutil
import threading
from collections.abc import Iterator

import pytest

from plcsite.preview.server import Problem, Server

playwright = pytest.importorskip("playwright.sync_api", reason="it comes with the extra `browser`")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
PAGE = f"""<!doctype html><html lang=en><head><title>x</title>
<meta http-equiv=Content-Security-Policy content="{POLICY}">
</head><body><p>%s</body></html>"""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server("127.0.0.1", 0)
    server.show([], {"index.html": (PAGE % "first").encode()})
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.close()


def test_an_open_page_reloads_and_shows_what_is_wrong_as_text(server: Server) -> None:
    message = "<img src=x onerror=alert(1)>"
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda line: said.append(line.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(server.url)
        server.show([], {"index.html": (PAGE % "second").encode()})
        page.get_by_text("second").wait_for()
        server.show([Problem("error", "broken-link", "content/en/a.md:3:1", message, "mend it")])
        panel = page.get_by_role("alert")
        panel.wait_for()
        assert message in panel.inner_text()
        assert "content/en/a.md:3:1" in panel.inner_text()
        assert page.locator("img").count() == 0
        server.show([])
        panel.wait_for(state="detached")
        browser.close()
    assert [line for line in said if "favicon" not in line] == []
