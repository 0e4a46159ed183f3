from django.http import HttpRequest


def page(request: HttpRequest) -> dict:
    """What the frame of every page needs: the chosen theme (light, dark or auto)."""
    theme = request.COOKIES.get("theme")
    return {"theme": theme if theme in ("light", "dark") else "auto"}
