"""What an entry of the access log was about, in words: a page by its name, with its address."""

from core import audit_words
from core.ports import Port

page_names: Port[[str], str] = Port()
"""What a page is called, by its address; empty if it has no name. Asked once for each line that is drawn."""


def seen(subject: str) -> str:
    """As `core.audit_words.seen`; a page is told by the name that a port gives it too."""
    names = page_names.ask(subject) if subject.startswith("/") else []
    name = next(filter(None, names), "")
    return f"{name} ({subject})" if name else audit_words.seen(subject)
