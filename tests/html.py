"""Pages as tests read them: how a template breaks its lines says nothing of what the page says."""

import html
import re


def hidden(page, name):
    """The values of the hidden fields of that name, as a browser would send them."""
    fields = re.findall(r"<input[^>]*>", page)
    return [re.search(r'value="([^"]*)"', one)[1] for one in fields if f'name="{name}"' in one]


def error_summary(page: str) -> list[tuple[str, str]]:
    """What the error summary says, each with the id to which it leads, or nothing."""
    part = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)
    lines = re.findall(r"<li>(.*?)</li>", compact(part[0])) if part else []
    found = [re.fullmatch(r'(?:<a href="#([^"]*)">)?(.*?)(?:</a>)?', line) for line in lines]
    return [(line[1] or "", html.unescape(line[2])) for line in found]


def compact(page: str) -> str:
    """The page with white space collapsed, and removed next to tags."""
    return re.sub(r"(?<=>) | (?=<)", "", " ".join(page.split()))


# Identifiers, form tokens and nonces.
DRAWN = re.compile(r"[\w-]{20,}")


def without_drawn(page: str) -> str:
    """The page without what is drawn at random, which may hold any few letters or digits."""
    return DRAWN.sub("", page)


def hidden_fields(page: str) -> dict[str, list[str]]:
    """All hidden fields of the page's main part with their values, in the order in which a browser sends them."""
    main = page[page.index("<main") :]
    found: dict[str, list[str]] = {}
    for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', main):
        name, value = (re.search(rf'{part}="([^"]*)"', field) for part in ("name", "value"))
        found.setdefault(html.unescape(name[1]), []).append(html.unescape(value[1]) if value else "")
    return found
