from django.http import HttpRequest


def page(request: HttpRequest) -> dict:
    """What the frame of every page needs: the chosen theme (light, dark or auto)."""
    # A cookie may say anything; only what the style sheet knows gets into the page.
    theme = request.COOKIES.get("theme")
    return {"theme": theme if theme in ("light", "dark") else "auto"}
