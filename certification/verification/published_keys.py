"""What everybody may fetch to verify without asking about one certificate: public keys and status lists."""

from datetime import date
from typing import Any

from certification.verification import tokens
from certification.verification.models import StatementKey, StatusList
from core import clock


def keys_document() -> dict[str, Any]:
    """Every key that ever signed, as a JWK set; also those that are no longer in use or no longer trusted."""
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
    """The status list as it was signed last; None where there is none, or none that was signed yet."""
    return StatusList.objects.filter(slug=slug).exclude(token="").values_list("token", flat=True).first()


def list_tokens() -> dict[str, str]:
    """All signed lists, by their slug."""
    return dict(StatusList.objects.exclude(token="").values_list("slug", "token"))
