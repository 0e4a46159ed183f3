"""What an entry of the access log was about, in words: a page by its name in the menu, with its address."""

from core import audit_words
from reports.home import menu


def seen(subject: str) -> str:
    """As `core.audit_words.seen`; a page that lies below one of the menu is told by that name too."""
    name = menu.name_of(subject) if subject.startswith("/") else ""
    return f"{name} ({subject})" if name else audit_words.seen(subject)
