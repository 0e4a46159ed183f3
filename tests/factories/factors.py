"""Second factors of users: a card with known codes, an app with a known secret."""

import base64

from accounts import code_apps, code_cards
from accounts.models import CodeApp, CodeCard, User
from core import crypto
from tests.factories.accounts import UserFactory

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODES = [f"kode{number:04d}" for number in range(1, code_cards.CODES + 1)]
_DRAWN: list[code_cards.Drawn] = []


def drawn() -> code_cards.Drawn:
    """The known codes, hashed once."""
    if not _DRAWN:
        _DRAWN.append(code_cards.Drawn.of(CODES))
    return _DRAWN[0]


def printed(user: User, **options) -> CodeCard:
    """A card that waits, printed by a colleague."""
    return code_cards.print_card(user, by=colleague(user), drawn=drawn(), **options)


def carded(user: User, **options) -> CodeCard:
    """An active card."""
    return code_cards.activate(printed(user, **options), by=colleague(user, role="auditor"))


def colleague(user: User, role: str = "administrator") -> User:
    """Another user of the same office."""
    offices = {"facility": user.facility, "training_center": user.training_center}
    return UserFactory(roles=[role], **{name: office for name, office in offices.items() if office})


def app_of(user: User) -> CodeApp:
    """An app with the known secret."""
    sealed = crypto.encrypt(SECRET, context=f"accounts.codeapp:{user.public_id}")
    return CodeApp.objects.create(user=user, secret=sealed)


def code_now(steps: int = 0) -> str:
    """What the app with the known secret shows now, or so many steps later."""
    return code_apps.code_at(base64.b32decode(SECRET), code_apps.step_of_now() + steps)
