"""Pages as tests read them: how a template breaks its lines says nothing of what the page says."""

import re


def hidden(page, name):
    """The values of the hidden fields of that name, as a browser would send them."""
    fields = re.findall(r"<input[^>]*>", page)
    return [re.search(r'value="([^"]*)"', one)[1] for one in fields if f'name="{name}"' in one]


def compact(page: str) -> str:
    """The page with each run of white space as one blank, and none beside a tag."""
    return re.sub(r"(?<=>) | (?=<)", "", " ".join(page.split()))
