"""Papers still owed to people who have left: certificates to hand over, statements to issue."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment.models.results import UnitResult
from certification.outside_tests.models.tests import OutsideCandidate
from certification.register.models import Certificate
from core.templatetags.dates import day
from inmates.people.models import Person
from inmates.profile.owed_papers import Owed, Source, debts
from programs.places.models import Enrollment

State = Certificate.State
# In these states the statement has not been forgotten.
ON_ITS_WAY = (State.PREPARED, State.APPROVED, State.ISSUED)


def _own() -> QuerySet[Certificate]:
    return Certificate.objects.of_facilities().filter(state=State.ISSUED, hand_over__isnull=True)


def _outside() -> QuerySet[OutsideCandidate]:
    return OutsideCandidate.objects.certified().filter(handed_on__isnull=True, enrollment__is_public=False)


def _without_statement() -> QuerySet[Enrollment]:
    """Places that ended early with a unit passed but no statement for it."""
    passed = UnitResult.objects.latest().filter(enrollment=OuterRef("pk"), result=UnitResult.Result.COMPETENT)
    papers = Certificate.objects.filter(enrollment=OuterRef("pk"), state__in=ON_ITS_WAY)
    ended = Enrollment.of_facilities.filter(state=Enrollment.State.ENDED)
    return ended.filter(Exists(passed), ~Exists(papers))


def _here(rows: QuerySet, reader: User, batch: str) -> QuerySet:
    """Papers earned at the reader's own detention center; batches elsewhere are not shown here."""
    return rows.filter(**{f"{batch}__facility": reader.facility_id})


def _certificates_of(person: Person, reader: User) -> Iterator[Owed]:
    for paper in (
        _here(_own(), reader, "batch").filter(enrollment__person=person).select_related("batch").defer("snapshot")
    ):
        note = _("%(number)s, %(batch)s, issued %(day)s")
        words = {"number": paper.number_text, "batch": paper.batch.name, "day": day(paper.issued_on)}
        sees = reader.has_perm("certification.view_certificate")
        url = reverse("certification:certificate_detail", args=[paper.public_id]) if sees else ""
        title = _("%(paper)s: not handed over") % {"paper": paper.get_paper_display()}
        yield Owed(title, note % words, url)


def _outside_of(person: Person, reader: User) -> Iterator[Owed]:
    for paper in (
        _here(_outside(), reader, "enrollment__batch").filter(enrollment__person=person).select_related("test")
    ):
        note = f"{paper.certificate_number}, {paper.test.scheme_name}"
        yield Owed(_("Certificate of a certification body: not handed over"), note)


def _statements_of(person: Person, reader: User) -> Iterator[Owed]:
    for place in _here(_without_statement(), reader, "batch").filter(person=person).select_related("batch"):
        yield Owed(_("Statement of units: due from the training center"), place.batch.name)


@debts.register
def papers_owed() -> tuple[Source, ...]:
    """Certificates of the center, certificates of certification bodies, and statements."""
    return (
        Source(lambda: _own().order_by().values("enrollment__person"), _certificates_of),
        Source(lambda: _outside().order_by().values("enrollment__person"), _outside_of),
        Source(lambda: _without_statement().order_by().values("person"), _statements_of),
    )
