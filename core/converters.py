"""What stands in addresses beside Django's own converters."""

from datetime import date


class DayConverter:
    """An ISO day in an address; what is no day matches no page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
