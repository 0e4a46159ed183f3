"""Certificates each person holds, from the training center and from certification bodies, for the case officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.letterhead import of_office
from accounts.models import User
from certification.outside_tests.models.tests import OutsideCandidate
from certification.register.models import Certificate
from core.templatetags.dates import day
from inmates.people.models import SEES_OWN_WARDS_ONLY, Person
from printing import office_list

# In mm, 166 in total.
WIDTHS = (38, 46, 38, 24, 20)


@dataclass(frozen=True)
class Holding:
    """One certificate as shown to the holder's case officer."""

    what: str
    number: str
    state: str
    kind: str
    handed_over: str


def holders(user: User) -> QuerySet[Person]:
    """People of the user's facility with any certificate; case officers see their own wards."""
    people = Person.objects.visible_to(user)
    issued = Certificate.objects.of_facilities().issued().filter(enrollment__person=OuterRef("pk"))
    tested = OutsideCandidate.objects.filter(enrollment__person=OuterRef("pk"), enrollment__is_public=False)
    tested = tested.exclude(result="")
    found = people.filter(Exists(issued) | Exists(tested)).order_by("name_sort", "pk")
    # Certificates earned at another facility are not shown, as on every page.
    own = Certificate.objects.issued().filter(enrollment__batch__facility=user.facility_id).order_by("issued_on", "pk")
    outside = OutsideCandidate.objects.filter(enrollment__batch__facility=user.facility_id).exclude(result="")
    return found.prefetch_related(
        Prefetch(
            "enrollments__certificates",
            own.defer("snapshot").select_related("hand_over", "batch__version__program"),
        ),
        Prefetch("enrollments__outside_candidates", outside.select_related("test").order_by("test__held_on", "pk")),
    )


def not_handed_over(people: QuerySet[Person], user: User) -> QuerySet[Person]:
    """Those of `people` with a certificate of the user's facility in force that was not handed over."""
    here = {"enrollment__batch__facility": user.facility_id, "enrollment__person": OuterRef("pk")}
    issued = Certificate.objects.filter(state=Certificate.State.ISSUED, hand_over__isnull=True, **here)
    tested = OutsideCandidate.objects.certified().filter(handed_on__isnull=True, **here)
    return people.filter(Exists(issued) | Exists(tested))


def is_for_wards_only(user: User) -> bool:
    """Whether the list is limited to the user's own wards."""
    return user.is_narrowed_by(SEES_OWN_WARDS_ONLY, permission="inmates.view_person")


def holdings(person: Person, today: date) -> list[Holding]:
    """The holdings of one person fetched by `holders`."""
    places = list(person.enrollments.all())
    own = [_own(one, today) for place in places for one in place.certificates.all()]
    tested = (one for place in places for one in place.outside_candidates.all())
    return own + [_outside(one, today) for one in tested]


def _own(certificate: Certificate, today: date) -> Holding:
    state, kind = str(certificate.get_state_display()), "quiet"
    handed = getattr(certificate, "hand_over", None)
    if certificate.state == Certificate.State.ISSUED:
        state, kind = (_("Expired"), "warn") if certificate.has_expired(today) else (_("In force"), "ok")
    return Holding(
        f"{certificate.get_paper_display()}: {certificate.batch.version.program.name}",
        certificate.number_text,
        state,
        kind,
        _handed(handed.handed_on if handed else None, certificate.state == Certificate.State.ISSUED),
    )


def _outside(candidate: OutsideCandidate, today: date) -> Holding:
    state, kind = str(candidate.get_result_display()), "quiet"
    if candidate.certificate_number:
        has_ended = candidate.valid_until is not None and candidate.valid_until < today
        state, kind = (_("Expired"), "warn") if has_ended else (_("In force"), "ok")
    elif candidate.result == OutsideCandidate.Result.COMPETENT:
        state, kind = _("Competent, waits for the certificate"), "info"
    return Holding(
        f"{candidate.test.scheme_name} ({candidate.test.body})",
        candidate.certificate_number,
        state,
        kind,
        _handed(candidate.handed_on, bool(candidate.certificate_number)),
    )


def _handed(handed_on: date | None, is_due: bool) -> str:
    if handed_on:
        return day(handed_on)
    return _("not yet") if is_due else "–"


def render(people: Sequence[Person], *, by: User, today: date) -> bytes:
    """The list on A4, in Indonesian. Raises `RuleViolation` if a text cannot be printed."""
    with translation.override("id"):
        rows: list[list[str] | str] = []
        for person in people:
            rows += [_line(person, one) for one in holdings(person, today)]
        title = _("Certificates of people in training")
        return office_list.render(
            {
                "issuer": of_office(by),
                "title": title,
                "facts": [
                    {"label": _("Officer") if is_for_wards_only(by) else _("Printed by"), "value": by.full_name},
                    {"label": _("People"), "value": str(len(people))},
                    {"label": _("As of"), "value": day(today)},
                ],
                "columns": [{"label": label, "width": width} for label, width in zip(_heads(), WIDTHS, strict=True)],
                "rows": rows,
                "foot": title,
            }
        )


def _heads() -> list[str]:
    return [_("Name"), _("Paper"), _("Number"), _("State"), _("Handed over")]


def _line(person: Person, one: Holding) -> list[str]:
    return [person.full_name, one.what, one.number or "–", one.state, one.handed_over]
