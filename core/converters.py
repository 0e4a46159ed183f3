"""URL path converters beyond Django's own."""

from datetime import date


class DayConverter:
    """An ISO date in a URL; anything else matches no page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
