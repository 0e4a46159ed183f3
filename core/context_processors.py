from django.http import HttpRequest

from core.cookies import cookie


def page(request: HttpRequest) -> dict:
    """The theme of the page: light, dark or auto."""
    # A cookie may contain anything; only values known to the style sheet reach the page.
    theme = cookie(request, "theme")
    return {"theme": theme if theme in ("light", "dark") else "auto"}
