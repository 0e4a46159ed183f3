"""Contradictions in the custody half, for the registrar."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import CustodyPeriod, Housing, LimitingDate, Movement, RegisterNumber
from inmates.people.models import Person
from reports.reconcile.contradictions import Found, contradiction, found

# Court or hospital takes days; after a month the return was probably not recorded.
LONG_OUT = timedelta(days=30)
# For people in no custody, the last office that held them.
LAST_PLACE = Subquery(
    CustodyPeriod.objects.filter(person=OuterRef("person")).order_by("-from_date", "-pk").values("facility")[:1]
)
ELSEWHERE = Q(person__facility=None) | ~Q(person__facility=F("facility"))


@contradiction(
    "custody_without_stay",
    _("In custody, but without a stay"),
    _("The person is listed but has no open day of entry, so is on no roll. Record the entry."),
    role=Role.REGISTRAR,
)
def custody_without_stay(moment: datetime) -> Iterable[Found]:
    stays = CustodyPeriod.objects.open().filter(person=OuterRef("pk"))
    return found(Person.objects.in_custody().exclude(Exists(stays)), facility="facility", person="pk")


@contradiction(
    "stay_elsewhere",
    _("A stay goes on here, but the person is not here"),
    _("The stay was not ended when the person left. Record the departure, or correct the place of custody."),
    role=Role.REGISTRAR,
)
def stay_elsewhere(moment: datetime) -> Iterable[Found]:
    return found(CustodyPeriod.objects.open().filter(ELSEWHERE), facility="facility", person="person")


@contradiction(
    "departure_without_end",
    _("A departure is recorded, but its stay goes on"),
    _("The person still counts as being here. Take the departure back if it is wrong, or record it again."),
    role=Role.REGISTRAR,
)
def departure_without_end(moment: datetime) -> Iterable[Found]:
    departures = Circumstance.objects.standing().filter(kind__in=Circumstance.DEPARTURES)
    going_on = departures.filter(period__isnull=False, period__until=None)
    return found(going_on, facility="facility", person="person")


@contradiction(
    "number_elsewhere",
    _("An open register number of somebody who is not here"),
    _("The number cannot be given to anybody else. Close it with the departure."),
    role=Role.REGISTRAR,
)
def number_elsewhere(moment: datetime) -> Iterable[Found]:
    return found(RegisterNumber.objects.open().filter(ELSEWHERE), facility="facility", person="person")


@contradiction(
    "cell_of_departed",
    _("A cell is kept for somebody who has left"),
    _("Lists by block would name the person. Close the housing with the departure."),
    role=Role.REGISTRAR,
)
def cell_of_departed(moment: datetime) -> Iterable[Found]:
    rows = Housing.objects.open().filter(person__facility=None).annotate(last=LAST_PLACE)
    return found(rows, facility="last", person="person")


@contradiction(
    "out_but_departed",
    _("Out for a while, but not in custody"),
    _("A return is awaited of somebody who has left. Record the return on the day of leaving."),
    role=Role.REGISTRAR,
)
def out_but_departed(moment: datetime) -> Iterable[Found]:
    rows = Movement.objects.filter(back_at=None, person__facility=None).annotate(last=LAST_PLACE)
    return found(rows, facility="last", person="person")


@contradiction(
    "out_for_long",
    _("Out of the block for more than 30 days"),
    _("Nobody expects the person at training meanwhile. Record the return if it was forgotten."),
    role=Role.REGISTRAR,
)
def out_for_long(moment: datetime) -> Iterable[Found]:
    rows = Movement.objects.filter(back_at=None, out_at__lt=moment - LONG_OUT, person__facility__isnull=False)
    return found(rows, facility="person__facility", person="person")


@contradiction(
    "dates_contradict",
    _("Two thirds or integration lie after the end of the sentence"),
    _("The earliest leaving date may be wrong, and entry rules with it. Compare both dates with the decree."),
    role=Role.REGISTRAR,
)
def dates_contradict(moment: datetime) -> Iterable[Found]:
    standing = LimitingDate.objects.filter(replaced_at=None)
    ends = standing.filter(person=OuterRef("person"), kind=LimitingDate.Kind.SENTENCE_END, date__lt=OuterRef("date"))
    # The end never precedes itself, so the outer rows need no filter by kind.
    rows = standing.filter(Exists(ends), person__facility__isnull=False)
    return found(rows, key="person", facility="person__facility", person="person")


@contradiction(
    "same_person_twice",
    _("Two people in custody with the same name and date of birth"),
    _("Probably one person was entered twice; the other record may be in another office. Compare, then merge them."),
    role=Role.REGISTRAR,
)
def same_person_twice(moment: datetime) -> Iterable[Found]:
    # The window counts only filtered rows: people in custody with a known date of birth.
    same = Window(Count("pk"), partition_by=["name_key", "birth_date"])
    rows = Person.objects.in_custody().filter(birth_date__isnull=False).annotate(same=same).filter(same__gt=1)
    return found(rows, facility="facility", person="pk")


@contradiction(
    "ward_of_another_office",
    _("The case officer works in another office"),
    _("Nobody here reads the ward's sheet. Assign somebody of this office."),
    role=Role.REGISTRAR,
)
def ward_of_another_office(moment: datetime) -> Iterable[Found]:
    elsewhere = Q(case_officer__facility=None) | ~Q(case_officer__facility=F("facility"))
    rows = Person.objects.in_custody().filter(elsewhere, case_officer__isnull=False)
    return found(rows, facility="facility", person="pk")
