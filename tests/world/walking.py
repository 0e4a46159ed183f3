"""Follows the links of the site as a signed-in user and reports what is wrong with the pages they lead to."""

import os
import re
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

# Pages of one kind that a role opens in each run of the suite; more, or "all", in a night's run.
EACH = os.environ.get("WALK_EACH", "1")
# Seconds of processor, not of a clock: other work on the machine is no fault of a page.
PATIENCE = 5
# Without some of these English has no sentence, and Indonesian has none of them.
ENGLISH = re.compile(
    r"\b(a|an|and|are|as|at|be|been|by|can|cannot|does|for|from|had|has|have|if|in|into|is|it|its|not|of|on|or|that|the"
    r"|their|there|these|they|this|to|was|were|when|which|who|whose|will|with|without|you|your)\b"
)
# Ends the session, or is a stream that ends nowhere.
LEAVES = frozenset({"accounts:sign_out"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


class NoAnswer(BaseException):
    """A page took too long. No Exception: a view or the handler of Django would take it for a fault of its own."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raises NoAnswer in the block once this process has spent this many processor seconds on it."""

    def stop(_signal, _frame):
        raise NoAnswer

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, on which page, seen by whom."""

    kind: str
    who: str
    path: str
    words: str = ""


@dataclass
class Choice:
    """A list to choose from: how many choices it has, and the ids of what explains it."""

    name: str
    explained_by: list[str]
    choices: int = 0


@dataclass
class Element:
    """An element that is open while the page is read."""

    tag: str
    is_foreign: bool
    id: str = ""


class Sight(HTMLParser):
    """What a page shows: links, headings, texts in the language of the page, lists to choose from."""

    def __init__(self, html: str):
        super().__init__()
        self.links: list[str] = []
        self.headings = 0
        self.language = ""
        self.texts: list[str] = []
        self.choices: list[Choice] = []
        self.explained: set[str] = set()
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        self.language = values.get("lang", "") if tag == "html" else self.language
        self.headings += tag == "h1"
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "select" and "disabled" not in values and "multiple" not in values:
            self.choices.append(Choice(values.get("name", ""), values.get("aria-describedby", "").split()))
        if tag == "option" and values.get("value") and self.choices:
            self.choices[-1].choices += 1
        if tag not in VOID:
            foreign = values.get("lang", self.language) != self.language or tag in ("script", "style", "code", "kbd")
            inherited = bool(self._open) and self._open[-1].is_foreign
            self._open.append(Element(tag, foreign or inherited, values.get("id", "")))

    def handle_endtag(self, tag):
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data):
        if not data.strip():
            return
        self.explained |= {element.id for element in self._open if element.id}
        if not (self._open and self._open[-1].is_foreign):
            self.texts.append(" ".join(data.split()))

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the page itself."""
        if self.headings != 1:
            yield "headings of the first rank", str(self.headings)
        if self.language == "id":
            yield from (("English", text[:90]) for text in self.texts if is_english(text))
        for choice in self.choices:
            if not choice.choices and not self.explained.intersection(choice.explained_by):
                yield "nothing to choose and no reason", choice.name


def is_english(text: str) -> bool:
    """Whether three words of the text are those without which English has no sentence."""
    return len(set(ENGLISH.findall(text.lower()))) >= 3


@dataclass
class Walk:
    """A walk of one person: `pages` are the paths that answered with a page, `faults` what was met on the way."""

    who: str
    client: Client
    each: str = EACH
    pages: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def go(self, start: str = "/") -> "Walk":
        queue, met, kinds = deque([(start, "")]), {start}, Counter()
        while queue:
            path, source = queue.popleft()
            kind = kind_of(path)
            if kind in LEAVES or (self.each != "all" and kinds[kind] >= int(self.each)):
                continue
            kinds[kind] += 1
            for link in self._visit(path, source):
                if link not in met:
                    met.add(link)
                    queue.append((link, path))
        return self

    def _visit(self, path: str, source: str) -> list[str]:
        """The links of the page at `path`, which `source` led to."""
        started = time.process_time()
        try:
            # Twice as long, so that a page that is only slow is told as such.
            with bounded(PATIENCE * 2):
                answer = self.client.get(path, follow=True)
                content = answer.getvalue()
        except NoAnswer:
            self._say("no answer", path, f"from {source}")
            return []
        if (spent := time.process_time() - started) > PATIENCE:
            self._say("slow", path, f"{spent:.0f} s")
        if answer.status_code >= 400:
            self._say(f"status {answer.status_code}", path, f"from {source}")
        if not answer.get("Content-Type", "").startswith("text/html"):
            return []
        self.pages.append(path)
        sight = Sight(content.decode())
        self.faults += [Fault(kind, self.who, path, words) for kind, words in sight.faults()]
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        return [own for link in sight.links if (own := own_path(here, link))]

    def _say(self, kind: str, path: str, words: str) -> None:
        self.faults.append(Fault(kind, self.who, path, words))


def own_path(here: str, link: str) -> str:
    """The address of a link on the page `here` as a path of this site; empty for one that leads elsewhere."""
    target = urlsplit(urljoin(f"http://testserver{here}", link))
    if target.netloc != "testserver" or target.path.startswith(("/static/", "/media/")):
        return ""
    return target.path + (f"?{target.query}" if target.query else "")


def kind_of(path: str) -> str:
    """The view that answers: ids, filters and pages of a list make no other kind."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return path
