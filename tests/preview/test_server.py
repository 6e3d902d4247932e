"""The preview answers this machine only, gives out the site only, and outlives whatever is sent to it."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from plcsite.paths import Root
from plcsite.preview.pages import Desk, Pages
from plcsite.preview.server import Problem, Server
from tests.conftest import TestSite
from tests.tiny import TINY

SECRET = "unpublished words"
PROBLEM = Problem("error", "broken-link", "content/en/a.md:3:1", "<img src=x onerror=alert(1)>", "")


OUTPUTS = {
    "index.html": b"<body><p>home</body>",
    "en/index.html": b"<p>english",
    "en/404.html": b"<p>not here",
    "404.html": b"<p>nergens",
    "en/feed.xml": b"<feed/>",
    "en/calendar.ics": b"BEGIN",
    "café/index.html": b"<p>koffie",
    "assets/site.css": b"body{}",
}


def start(outputs: Mapping[str, bytes] | None = OUTPUTS, host: str = "127.0.0.1", base: str = "/") -> Server:
    server = Server(host, 0, base)
    if outputs is not None:
        server.show([], outputs)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


@pytest.fixture
def server() -> Iterator[Server]:
    server = start()
    yield server
    server.close()


@pytest.fixture
def published(site: Callable[..., TestSite]) -> Iterator[tuple[Server, Path]]:
    """A real site with its server, and files beside it that are nobody's business."""
    made = site({**TINY, "static/robots.txt": "User-agent: *\n", "content/en/a.md": "---\ntitle: A\n---\nhome\n"})
    (made.folder.parent / "secret").write_text(SECRET)
    (made.folder / "secret").write_text(SECRET)
    (made.folder / "static" / "link").symlink_to("../secret")
    (made.folder / "static" / "drafts").symlink_to("..")
    server = start(Pages(Root(made.folder), made.examine(), Desk()))
    yield server, made.folder
    server.close()


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=5)


def send(server: Server, request: bytes) -> bytes:
    answer = b""
    with connect(server) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while data := connection.recv(65536):
                answer += data
    return answer


def ask(server: Server, target: str | bytes, method: str = "GET", host: str = "localhost", **headers: str) -> "Answer":
    raw = target.encode() if isinstance(target, str) else target
    lines = [f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    return Answer(
        send(server, method.encode() + b" " + raw + b" HTTP/1.1\r\n" + "\r\n".join([*lines, "", ""]).encode())
    )


class Answer:
    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        self.status = int(status.split()[1])
        self.headers = dict(line.lower().split(": ", 1) for line in lines)


def test_a_page_is_served_with_the_script_that_reloads_it(server: Server) -> None:
    answer = ask(server, "/?x=1")
    assert answer.status == 200
    assert b'<p>home<script src="/__plcsite__/reload.js"' in answer.body
    assert answer.body.endswith(b"</script></body>")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.body)


@pytest.mark.parametrize(
    ("path", "media_type", "body"),
    [
        ("/assets/site.css", "text/css; charset=utf-8", b"body{}"),
        ("/en/feed.xml", "application/xml; charset=utf-8", b"<feed/>"),
        ("/en/calendar.ics", "text/calendar; charset=utf-8", b"BEGIN"),
    ],
)
def test_what_is_no_page_is_served_as_it_is(server: Server, path: str, media_type: str, body: bytes) -> None:
    answer = ask(server, path)
    assert (answer.status, answer.body) == (200, body)
    assert answer.headers["content-type"].replace("text/xml", "application/xml") == media_type


def test_head_gives_no_body(server: Server) -> None:
    answer = ask(server, "/assets/site.css", "HEAD")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "6")


def test_a_folder_without_its_slash_is_redirected_to_it(server: Server) -> None:
    assert ask(server, "/en").headers["location"] == "/en/"
    assert ask(server, "/caf%C3%A9").headers["location"] == "/caf%c3%a9/"
    assert b"koffie" in ask(server, "/caf%C3%A9/").body


@pytest.mark.parametrize(
    ("path", "page"), [("/x", b"nergens"), ("/en/x/", b"not here"), ("/nl/x", b"nergens"), ("/en/x?/nl/", b"not here")]
)
def test_a_missing_page_is_the_sites_own_in_the_nearest_language(server: Server, path: str, page: bytes) -> None:
    answer = ask(server, path)
    assert answer.status == 404
    assert page in answer.body
    assert b"reload.js" in answer.body


def test_before_the_first_build_a_missing_page_waits_for_it() -> None:
    server = start(None)
    try:
        answer = ask(server, "/")
        assert answer.status == 404
        assert b"reload.js" in answer.body
    finally:
        server.close()


TRAVERSALS = [
    "/../secret", "/en/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/%2e%2e%2fsecret", "/..%5csecret",
    "/..\\secret", "/%252e%252e/secret", "/.%00./secret", "/en/%00", "/secret%00.html", "//etc/passwd", "///etc/passwd",
    "//localhost/../secret", "/link", "/link/", "/drafts", "/drafts/", "/drafts/secret", "/en//index.html",
    "/plcsite.toml", "/./en/",
    "/../public-drafts/", "/__plcsite__/../secret", "/__plcsite__/../../secret", "/__plcsite__/server.py",
    "secret", "../secret", "http://localhost/../secret", "file:///etc/passwd", "*", "?", "/%ff", "/%c0%ae%c0%ae/secret",
    "/" + "a" * 300, "/" + "a/" * 2000, "/" + "x" * 9000, "/" + "x" * 70000, "/%0d%0aSet-Cookie:x=1", "/en/%0d%0a",
]  # fmt: skip


def test_nothing_outside_the_site_is_served_and_the_server_lives_on(published: tuple[Server, Path]) -> None:
    server, folder = published
    for target in TRAVERSALS:
        raw = send(server, f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert raw.split()[1] in (b"400", b"404", b"414"), target
        for leak in (SECRET, str(folder.parent), "root:", "Traceback", "Set-Cookie"):
            assert leak.encode() not in raw
    assert ask(server, "/").status == 200
    assert ask(server, "/robots.txt").body == b"User-agent: *\n"


def test_a_file_that_becomes_a_link_or_goes_away_is_not_served(published: tuple[Server, Path]) -> None:
    """Files are opened when they are asked for, and by then they may be others."""
    server, folder = published
    robots = folder / "static" / "robots.txt"
    robots.unlink()
    assert ask(server, "/robots.txt").status == 404
    robots.symlink_to("../secret")
    answer = ask(server, "/robots.txt")
    assert (answer.status, SECRET.encode() in answer.body) == (404, False)


@pytest.mark.parametrize("length", [9_000, 70_000, 700_000])
def test_a_request_line_of_any_length_is_read_only_so_far(server: Server, length: int) -> None:
    with connect(server) as connection:
        connection.sendall(b"GET /" + b"x" * length + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(4096).split()[1] == b"414"


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"", b"\r\n\r\n", b"GET", b"GET /", b"GET / HTTP/1.1\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\0\xff\x16\x03\x01\n\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + b"x" * 70000 + b"\r\n\r\n",
    ],
)  # fmt: skip
def test_a_broken_request_ends_nothing(server: Server, request_bytes: bytes) -> None:
    answer = send(server, request_bytes)
    assert b"home" not in answer
    assert ask(server, "/").status == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_this_machine_is_answered(server: Server, host: str) -> None:
    assert ask(server, "/", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "localhost@evil", "192.168.1.7", "", "[", "a b"],
)
def test_a_foreign_name_for_this_machine_is_refused(server: Server, host: str) -> None:
    answer = ask(server, "/", host=host)
    assert answer.status == 421
    assert b"home" not in answer.body


def test_a_request_without_or_with_two_hosts_is_refused(server: Server) -> None:
    assert b" 421 " in send(server, b"GET / HTTP/1.1\r\n\r\n")
    assert b" 421 " in send(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")


def test_who_listens_on_all_interfaces_is_reached_by_number_and_not_by_a_foreign_name() -> None:
    server = start(host="0.0.0.0")
    try:
        assert ask(server, "/", host="192.168.1.7:8000").status == 200
        assert ask(server, "/", host="evil.example").status == 421
    finally:
        server.close()


@pytest.mark.parametrize("path", ["/", "/__plcsite__/events", "/__plcsite__/problems.json", "/__plcsite__/reload.js"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost", "http://localhost:9"])
def test_pages_of_other_sites_get_nothing(server: Server, path: str, origin: str) -> None:
    assert ask(server, path, Origin=origin).status == 403


def test_the_sites_own_pages_may_ask(server: Server) -> None:
    host = f"localhost:{server.server_address[1]}"
    assert ask(server, "/__plcsite__/problems.json", host=host, Origin=f"http://{host}").status == 200


def test_a_base_path_stands_before_every_address() -> None:
    server = start(base="/sub/")
    try:
        assert server.url.endswith("/sub/")
        assert b"english" in ask(server, "/sub/en/").body
        assert ask(server, "/sub/en").headers["location"] == "/sub/en/"
        assert ask(server, "/").headers["location"] == "/sub/"
        assert ask(server, "/sub").headers["location"] == "/sub/"
        assert ask(server, "/en/").status == 404
        assert ask(server, "/sub/../secret").status == 404
    finally:
        server.close()


def test_problems_are_told_as_text(server: Server) -> None:
    server.show([PROBLEM])
    answer = ask(server, "/__plcsite__/problems.json")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.body)[0]["message"] == PROBLEM.message
    script = ask(server, "/__plcsite__/reload.js")
    assert b"textContent" in script.body
    assert b"innerHTML" not in script.body


def listen(server: Server) -> socket.socket:
    connection = connect(server)
    connection.sendall(b"GET /__plcsite__/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return connection


def next_event(connection: socket.socket) -> str:
    received = b""
    while b"\n\n" not in received.partition(b"\r\n\r\n")[2]:
        data = connection.recv(4096)
        assert data
        received += data
        if not received.startswith(b"HTTP"):
            return received.decode().strip()
    return received.partition(b"\r\n\r\n")[2].decode().strip()


def test_an_open_page_hears_of_a_build_that_worked_and_of_one_that_did_not(server: Server) -> None:
    with listen(server) as connection:
        assert next_event(connection) == "data: 1"
        server.show([], OUTPUTS)
        assert next_event(connection) == "data: 2"
        server.show([PROBLEM])
        assert next_event(connection) == "data: 2"
    assert b'data-generation="2"' in ask(server, "/").body


def test_idle_connections_keep_nobody_out(server: Server) -> None:
    with ExitStack() as idle:
        for _ in range(300):
            idle.enter_context(connect(server)).sendall(b"GET / HT")
        assert ask(server, "/").status == 200


def test_closing_ends_open_streams_and_frees_the_port_within_a_second() -> None:
    server = start()
    with listen(server) as connection, connect(server):
        next_event(connection)
        began = time.monotonic()
        server.close()
        assert connection.recv(4096) == b""
        assert time.monotonic() - began < 1
    with pytest.raises(ConnectionRefusedError):
        connect(server)
