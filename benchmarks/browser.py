"""The site as the benchmarks use it: the server that they start, and browsers that keep cookies."""

import gzip
import html
import http.client
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
# Seconds.
MOST_WAITED, MOST_TO_START = 120, 90
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """An answer of the site; `content` as it was sent, perhaps compressed."""

    status: int
    content: bytes
    leads_to: str
    is_compressed: bool

    @property
    def text(self) -> str:
        """The content as text."""
        content = gzip.decompress(self.content) if self.is_compressed else self.content
        return content.decode(errors="replace")


class Browser:
    """Keeps cookies; follows no redirects. Every request has a connection of its own."""

    scheme = "http"

    def __init__(self, host: str, cookies: dict[str, str] | None = None, **headers: str) -> None:
        self.host, self.cookies, self.headers = host, dict(cookies or {}), headers

    def get(self, path: str) -> Answer:
        """Raises OSError or HTTPException if there is no answer, as `post` does."""
        return self._send("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Submits a form."""
        return self.post_body(path, urlencode(fields).encode(), FORM)

    def post_body(self, path: str, body: bytes, kind: str) -> Answer:
        """Submits a body of that content type."""
        return self._send("POST", path, body, {"Content-Type": kind, "Origin": f"{self.scheme}://{self.host}"})

    def connection(self) -> http.client.HTTPConnection:
        """A new one."""
        return http.client.HTTPConnection(self.host, timeout=MOST_WAITED)

    def _send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        connection = self.connection()
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            connection.request(method, path, body, {**self.headers, **cookies, **(headers or {})})
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _equals, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            leads_to, is_compressed = (answer.headers.get(name, "") for name in ("Location", "Content-Encoding"))
            return Answer(answer.status, answer.read(), leads_to, is_compressed == "gzip")
        finally:
            connection.close()


def host_of(port: int) -> str:
    """The site served on this machine."""
    return f"127.0.0.1:{port}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def value_of(page: str, name: str) -> str:
    """The value of the first hidden field of that name."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', field[0]) if field else None
    return html.unescape(found[1]) if found else ""


def is_up(host: str) -> bool:
    """Whether the site answers that it is well."""
    try:
        return Browser(host).get("/sehat/").status == 200
    except (OSError, http.client.HTTPException):
        return False


@contextmanager
def started(command: list[str], environment: dict[str, str], *, host: str, log: Path) -> Iterator[int]:
    """Runs the site until the block ends; yields its process id as soon as it answers."""
    with log.open("wb") as output:
        site = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + MOST_TO_START
        while not is_up(host):
            if site.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The site did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.2)
        yield site.pid
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(60)
