"""Public data for verifying without a query about one certificate: keys and status lists."""

from datetime import date
from typing import Any

from certification.verification import tokens
from certification.verification.models import StatementKey, StatusList
from core import clock


def keys_document() -> dict[str, Any]:
    """All keys that ever signed as a JWK set, including retired and distrusted ones."""
    return {"keys": [_published(key) for key in StatementKey.objects.select_related("training_center")]}


def _published(key: StatementKey) -> dict[str, Any]:
    zone = key.training_center.time_zone

    def day(moment: Any) -> str:
        found: date = clock.local(moment, zone).date()
        return found.isoformat()

    return {
        **tokens.jwk(key),
        "issuer": tokens.issuer_of(key)["name"],
        "state": key.state,
        "from": day(key.used_from),
        "until": day(key.used_until) if key.used_until else "",
    }


def list_token(slug: str) -> str | None:
    """The status list as last signed; None if there is none, or it is not signed yet."""
    return StatusList.objects.filter(slug=slug).exclude(token="").values_list("token", flat=True).first()


def list_tokens() -> dict[str, str]:
    """All signed lists by slug."""
    return dict(StatusList.objects.exclude(token="").values_list("slug", "token"))
