"""What stands in the audit of each key, app and card, so that one that was written into a row is told apart.

Whoever has the database role of the site can write a row with a key of the own, and then show it as the head.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from accounts.models import CodeApp, CodeCard, SecurityKey, User
from core import audit
from core.audit import Testimony
from core.models import AuditEvent

# Before a mark stood in events, they were of the moment in which the row was made.
NEAR = timedelta(minutes=1)
ADDED, PRINTED, ACTIVATED = "user.factor_added", "user.print_card", "user.activate_card"


def mark(content: bytes | str) -> str:
    """Hex SHA-256, which tells nothing of a credential or of a sealed secret."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def of_codes(digests: Iterable[str]) -> str:
    """The mark of a card: of the digests of its codes, in their order."""
    return mark("\n".join(digests))


@audit.witnesses.register
def testify(_copies: Iterable[Path]) -> Testimony:
    """Keys, apps and cards which no act of the audit brought: whoever signs in with one may be another."""
    return Testimony([*_foreign_keys_and_apps(), *_foreign_cards()], [])


def _foreign_keys_and_apps() -> Iterator[str]:
    added = _events(ADDED)
    for key in SecurityKey.objects.select_related("user").order_by("pk"):
        if not _is_told(added, key.user, mark(bytes(key.credential)), key.made_at, actor=key.user_id):
            yield f"{key.user.office_code}: a key of {key.user.username} was not registered by the owner"
    for app in CodeApp.objects.select_related("user").order_by("pk"):
        if not _is_told(added, app.user, mark(app.secret), app.made_at, actor=app.user_id):
            yield f"{app.user.office_code}: the app of {app.user.username} was not registered by the owner"


def _foreign_cards() -> Iterator[str]:
    printed, activated = _events(PRINTED), _events(ACTIVATED)
    cards = CodeCard.objects.filter(ended_at=None, activated_at__isnull=False).select_related("user")
    for card in cards.prefetch_related("codes").order_by("pk"):
        made = of_codes(code.digest for code in card.codes.all())
        first = _is_told(printed, card.user, made, card.printed_at, actor=card.printed_by_id)
        second = card.activated_at is not None and _is_told(
            activated, card.user, made, card.activated_at, actor=card.activated_by_id
        )
        if not (first and second):
            yield f"{card.user.office_code}: the card of {card.user.username} was not printed and handed over by two"


def _events(action: str) -> dict[str, list[AuditEvent]]:
    found: dict[str, list[AuditEvent]] = {}
    for event in AuditEvent.objects.filter(action=action).order_by("pk"):
        found.setdefault(event.target_id, []).append(event)
    return found


def _is_told(
    events: dict[str, list[AuditEvent]], owner: User, made: str, moment: datetime, *, actor: int | None
) -> bool:
    """Whether this actor did it for the owner: by the mark of the event, or of an event without one by its moment."""
    mine = [event for event in events.get(str(owner.pk), []) if event.actor_id == actor]
    return any(
        event.details["mark"] == made if "mark" in event.details else abs(event.at - moment) < NEAR for event in mine
    )
