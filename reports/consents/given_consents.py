"""What an office asks people to agree to: why, in which words, and how many agreements stand or have ended."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from inmates.consents.codes import ConsentKind
from inmates.consents.consent_texts import Office, Version, versions
from outcomes.followup.codes import Answer
from outcomes.followup.models.consents import Consent
from outcomes.probation.models import ClientShare
from programs.registrations.models import Registration
from programs.selection.models import Application


@dataclass(frozen=True)
class Asked:
    """Where agreements of one kind are kept, and which of them stand."""

    aim: str | Promise
    # What ends when the person says so.
    ending: str | Promise
    rows: Callable[[Office], QuerySet[Any]]
    stands: Q
    ended: Q
    version: str = "text_version"


@dataclass(frozen=True)
class Counted:
    """Agreements to one version of a text."""

    version: Version
    stands: int
    ended: int


@dataclass(frozen=True)
class Listed:
    """One kind of agreement of an office: the text that holds, all its texts, and agreements to each."""

    kind: ConsentKind
    asked: Asked
    holds: Version
    counted: list[Counted]
    # From before texts were kept.
    unnamed: Counted | None

    @property
    def stands(self) -> int:
        """How many stand, whatever was read."""
        return sum(one.stands for one in self._all())

    @property
    def ended(self) -> int:
        """How many have ended, whatever was read."""
        return sum(one.ended for one in self._all())

    @property
    def proposed(self) -> Version | None:
        """The text that waits for a second person."""
        return next((one.version for one in self.counted if one.version.row and not one.version.row.confirmed_at), None)

    def _all(self) -> list[Counted]:
        return [*self.counted, *([self.unnamed] if self.unnamed else [])]


ASKED: dict[str, Asked] = {
    ConsentKind.APPLICATION: Asked(
        _("To be chosen for training, and to be trained."),
        _("The application is closed at the person's own wish."),
        lambda office: Application.objects.filter(batch__facility=office.pk),
        ~Q(closing=Application.Closing.OWN_WISH),
        Q(closing=Application.Closing.OWN_WISH),
    ),
    ConsentKind.SHARE: Asked(
        _("To let one probation officer read what is told after leaving."),
        _("The officer reads nothing more."),
        lambda office: ClientShare.objects.filter(facility=office.pk),
        Q(ended_on=None),
        Q(ended_on__isnull=False),
    ),
    ConsentKind.TRAINING: Asked(
        _("To be trained in a class for everybody, and to be named on its papers."),
        _("The registration is withdrawn, or the place ended."),
        lambda office: Registration.objects.filter(batch__training_center=office.pk, consent_on__isnull=False),
        ~Q(state=Registration.State.WITHDRAWN),
        Q(state=Registration.State.WITHDRAWN),
    ),
    ConsentKind.CONTACT: Asked(
        _("To be called or written to about the class."),
        _("Address and telephone are deleted."),
        lambda office: Registration.objects.filter(batch__training_center=office.pk, contact_consent_on__isnull=False),
        ~Q(contact_sealed=""),
        Q(contact_ended_on__isnull=False),
        version="contact_text_version",
    ),
    ConsentKind.FOLLOW_UP: Asked(
        _("To ask what became of somebody, to be proposed for jobs, and to improve training."),
        _("Numbers, addresses and all answers are deleted at once."),
        lambda office: Consent.objects.filter(training_center=office.pk, answer=Answer.YES),
        Q(withdrawn_at=None),
        Q(withdrawn_at__isnull=False),
    ),
}


def listed(office: Office) -> list[Listed]:
    """Every agreement that the office asks for; one query for the texts and one for each kind."""
    return [_listed(office, ConsentKind(kind), texts) for kind, texts in versions(office).items()]


def _listed(office: Office, kind: ConsentKind, texts: list[Version]) -> Listed:
    asked, today = ASKED[kind], clock.today(office.time_zone)
    stands, ended = _counts(office, asked)
    counted = [Counted(text, stands.pop(text.name, 0), ended.pop(text.name, 0)) for text in texts]
    holds = next(one for one in texts if one.holds_on(today))
    left = Counted(Version("", ""), stands.total(), ended.total())
    return Listed(kind, asked, holds, counted, left if left.stands or left.ended else None)


def _counts(office: Office, asked: Asked) -> tuple[Counter[str], Counter[str]]:
    """How many agreements stand and how many have ended, by version; one query."""
    rows = asked.rows(office).order_by().values_list(asked.version)
    counts = rows.annotate(stand=Count("pk", filter=asked.stands), end=Count("pk", filter=asked.ended))
    stands, ended = Counter[str](), Counter[str]()
    for version, stand, end in counts:
        stands[version], ended[version] = stand, end
    return stands, ended
