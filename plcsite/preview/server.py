"""Serves the preview to this machine only: the site, reloads when it changed, and what kept it from that."""

from __future__ import annotations

import ipaddress
import json
import mimetypes
import re
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from plcsite.paths import UnsafePath
from plcsite.values import Value, replace, to_builtins

OWN = "/__plcsite__/"
_LONGEST_REQUEST = 8192
_IDLE = 10.0
_HEARTBEAT = 15.0
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)
# The types in the standard library, not the machine's own list.
_TYPES = mimetypes.MimeTypes()
for _suffix, _type in {
    ".avif": "image/avif",
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}.items():
    _TYPES.add_type(_type, _suffix)


class Problem(Value, array_like=False):
    """A finding as the panel shows it: rendered words, and the place as `path:line:column`."""

    severity: str
    code: str
    place: str
    message: str
    hint: str


class Shown(Value):
    """What is served: the bytes of the site's files by path, how many sites were before it, and what is wrong."""

    outputs: Mapping[str, bytes] = {}
    generation: int = 0
    problems: tuple[Problem, ...] = ()


class Server(ThreadingHTTPServer):
    """The server of one preview. `serve_forever` in a thread; `close` ends it at once, open streams included.

    `base` is the path prefix of the site's addresses. Raises `OSError` where the port is taken.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, host: str, port: int, base: str = "/") -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.base = base
        self.host = host
        self.shown = Shown()
        self.closing = False
        self._told = 0
        self._news = threading.Condition()
        self._answering = 0
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.server_address[1]}{self.base}"

    def show(self, problems: Iterable[Problem], outputs: Mapping[str, bytes] | None = None) -> None:
        """What is wrong now, and the new site if there is one: then pages that are open reload."""
        with self._news:
            told = replace(self.shown, problems=tuple(problems))
            if outputs is not None:
                told = replace(told, outputs=outputs, generation=told.generation + 1)
            self.shown = told
            self._told += 1
            self._news.notify_all()

    @contextmanager
    def answer(self) -> Iterator[Shown]:
        """What a request is answered from, whatever is shown meanwhile."""
        with self._news:
            self._answering += 1
            shown = self.shown
        try:
            yield shown
        finally:
            with self._news:
                self._answering -= 1
                self._news.notify_all()

    def wait_for_rest(self) -> None:
        """Waits until no request is being answered."""
        with self._news:
            self._news.wait_for(lambda: not self._answering, _IDLE)

    def wait_for_news(self, told: int) -> int:
        """Waits until something newer than `told` happened, or for a heartbeat."""
        with self._news:
            self._news.wait_for(lambda: self.closing or self._told != told, _HEARTBEAT)
            return self._told

    def close(self) -> None:
        """Ends `serve_forever` and all open streams, and frees the port."""
        with self._news:
            self.closing = True
            self._news.notify_all()
        self.shutdown()
        self.server_close()

    def admits(self, authority: str) -> bool:
        """Whether a request to, or from a page of, this host is ours: a foreign name may point at this machine too."""
        try:
            host = urlsplit(f"//{authority}").hostname or ""
            ours = {*_LOOPBACK, self.host.lower()}
            if host in ours:
                return True
            # Someone who asked for all interfaces comes by number; names can be rebound, numbers can't.
            return ipaddress.ip_address(self.host).is_unspecified and bool(ipaddress.ip_address(host))
        except ValueError:
            return False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up is no event; anything else is a bug of ours, and shown as one. The process goes on."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "plcsite"
    sys_version = ""
    timeout = _IDLE
    raw_requestline: bytes

    def parse_request(self) -> bool:
        if len(self.raw_requestline) > _LONGEST_REQUEST:
            self.requestline, self.request_version, self.command = "", "", ""
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return False
        return super().parse_request()

    def do_GET(self) -> None:
        refusal = self._refuse()
        if refusal:
            self.send_error(refusal)
            return
        try:
            path = _decode(self.path)
        except ValueError:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        if path.startswith(OWN):
            self._answer_own(path.removeprefix(OWN))
            return
        with self.server.answer() as shown:
            self._answer_page(path, shown)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _refuse(self) -> HTTPStatus | None:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or not self.server.admits(hosts[0]):
            return HTTPStatus.MISDIRECTED_REQUEST
        origin = self.headers.get("Origin")
        if origin is not None and origin.lower() != f"http://{hosts[0].lower()}":
            return HTTPStatus.FORBIDDEN
        return None

    def _answer_own(self, name: str) -> None:
        match name:
            case "events":
                self._stream()
            case "problems.json":
                data = json.dumps([to_builtins(problem) for problem in self.server.shown.problems]).encode()
                self._answer(HTTPStatus.OK, "application/json", data)
            case "reload.js":
                script = files(__package__).joinpath("reload.js").read_bytes()
                self._answer(HTTPStatus.OK, "text/javascript; charset=utf-8", script)
            case _:
                self.send_error(HTTPStatus.NOT_FOUND)

    def _stream(self) -> None:
        """Server-sent events (HTML living standard, 9.2): the generation of the site, whenever there is news."""
        self._begin(HTTPStatus.OK, "text/event-stream; charset=utf-8")
        told = -1
        with suppress(OSError):
            while self.command == "GET":
                news = self.server.wait_for_news(told)
                if self.server.closing:
                    break
                line = ":\n\n" if news == told else f"data: {self.server.shown.generation}\n\n"
                self.wfile.write(line.encode())
                self.wfile.flush()
                told = news

    def _answer_page(self, path: str, shown: Shown) -> None:
        base = self.server.base
        if not path.startswith(base):
            if path + "/" == base or path == "/":
                self._redirect(base)
            else:
                self._answer_missing("", shown)
            return
        relative = path.removeprefix(base)
        if relative and not relative.endswith("/") and f"{relative}/index.html" in shown.outputs:
            self._redirect(f"{base}{relative}/")
            return
        file = f"{relative}index.html" if relative.endswith("/") or not relative else relative
        try:
            data = shown.outputs[file]
        except (KeyError, OSError, UnsafePath):
            self._answer_missing(relative, shown)
            return
        self._answer(HTTPStatus.OK, _find_type(file), data, shown)

    def _answer_missing(self, relative: str, shown: Shown) -> None:
        """The page of the site that says so, in the language of the address if it has one."""
        files = (f"{relative.partition('/')[0]}/404.html", "404.html")
        found = (shown.outputs[file] for file in files if file in shown.outputs)
        data = next(found, b"<!doctype html><title>404</title><p>404")
        self._answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", data, shown)

    def _redirect(self, path: str) -> None:
        self._begin(HTTPStatus.FOUND, "text/plain; charset=utf-8", {"Location": quote(path), "Content-Length": "0"})

    def _answer(self, status: HTTPStatus, media_type: str, data: bytes, shown: Shown | None = None) -> None:
        if shown and media_type.startswith("text/html"):
            data = _inject(data, shown.generation)
        self._begin(status, media_type, {"Content-Length": str(len(data))})
        if self.command != "HEAD":
            self.wfile.write(data)

    def _begin(self, status: HTTPStatus, media_type: str, more: dict[str, str] | None = None) -> None:
        headers = {
            "Content-Type": media_type,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            # Drafts are for this preview's own pages: no page of another site may embed them.
            "Cross-Origin-Resource-Policy": "same-origin",
            **(more or {}),
        }
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A refusal in a few bytes that say nothing about this machine."""
        status = HTTPStatus(code)
        self._answer(status, "text/plain; charset=utf-8", f"{status.value} {status.phrase}\n".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing below the command line prints."""


def _decode(target: str) -> str:
    """The path of a request target (RFC 9112, 3.2.1); `ValueError` where it isn't one, or isn't Unicode."""
    if not target.startswith("/"):
        raise ValueError(target)
    return unquote_to_bytes(target.partition("?")[0].partition("#")[0]).decode()


def _find_type(path: str) -> str:
    guessed = _TYPES.guess_type(path)[0] or "application/octet-stream"
    is_text = guessed.startswith("text/") or guessed.endswith(("xml", "json"))
    return f"{guessed}; charset=utf-8" if is_text else guessed


def _inject(page: bytes, generation: int) -> bytes:
    script = f'<script src="{OWN}reload.js" data-generation="{generation}" defer></script>'.encode()
    ends = list(_BODY_END.finditer(page))
    at = ends[-1].start() if ends else len(page)
    return page[:at] + script + page[at:]
