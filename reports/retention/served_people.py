"""People whose training is long over: names go where no certificate names them; of holders the name stays.

Their places stay without a name: how many took part and passed is told for years.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import Facility, TrainingCenter
from certification.earlier_certificates.models import EarlierCertificate
from certification.outside_tests.models.tests import OutsideCandidate
from certification.register.models import Certificate
from core.served_rows import forget_files
from inmates.custody.models.stays import CustodyPeriod
from inmates.custody.served_details import left_people
from inmates.people.models import Person
from inmates.people.open_matters import has_open_matters
from outcomes.followup.models.consents import AskedPerson, Consent
from programs.batches.models import Batch

TABLES = (Person, AskedPerson)
NAMELESS = "Tanpa nama"
# What nobody needs to know a holder by.
_MORE = {
    "called_name": "",
    "sex": "",
    "education": "",
    "adjustments": "",
    "nik_sealed": "",
    "nik_index": None,
    "photo": "",
    "case_officer": None,
    "custody_as_of": None,
}


def people(office: Facility | TrainingCenter) -> QuerySet[Person]:
    """People of the office of whom more is kept than is needed, with `since`: the later of leaving and last class.

    A facility answers for whoever left custody from it last, a training center for whoever never was in custody and
    had the last place with it. Nobody while an agreement to be followed runs or a matter is open.
    """
    rows: QuerySet[Person]
    taken = Batch.objects.filter(enrollments__person=OuterRef("pk")).order_by("-ends_on", "-pk")
    if isinstance(office, Facility):
        last = Subquery(taken.values("ends_on")[:1])
        left = left_people(office).annotate(left_on=F("since"), last=last)
        rows = left.annotate(since=Case(When(last__gt=F("left_on"), then=F("last")), default=F("left_on")))
    else:
        inside = CustodyPeriod.objects.filter(person=OuterRef("pk"))
        outside = Person.objects.filter(~Exists(inside), facility=None, merged_into=None)
        own = outside.annotate(last_of=Subquery(taken.values("training_center")[:1])).filter(last_of=office.pk)
        rows = own.annotate(since=Subquery(taken.values("ends_on")[:1]))
    more = ~Q(called_name="", sex="", education="", adjustments="", nik_sealed="", photo="", custody_as_of=None)
    followed = Exists(Consent.objects.live().filter(person=OuterRef("pk")))
    unneeded = more | (~holds_paper(OuterRef("pk")) & ~Q(name_key__startswith=_KEY))
    return rows.filter(~followed, ~has_open_matters(OuterRef("pk")), unneeded, merged_into=None)


_KEY = NAMELESS.lower()


def holds_paper(person: Any) -> Q:
    """Whether a register names this person (a reference in a query), by this record or one merged into it."""
    bodies = OutsideCandidate.objects.exclude(certificate_number="")
    found = Q()
    # Papers of the training center stay with the record that it knows, whichever was merged into which.
    for record in ("person", "person__merged_into"):
        for rows in (Certificate.objects.all(), bodies):
            found |= Q(Exists(rows.filter(**{f"enrollment__{record}": person})))
        found |= Q(Exists(EarlierCertificate.objects.filter(**{record: person})))
    return found


def destroy(found: Collection[int]) -> Counter[str]:
    """Forgets these people (keys) and the records merged into them, within the caller's transaction; how many."""
    records = Person.objects.filter(Q(pk__in=found) | Q(merged_into__in=found))
    forget_files(records, "photo")
    AskedPerson.objects.filter(person__in=found).delete()
    named = set(Person.objects.filter(holds_paper(OuterRef("pk")), pk__in=found).values_list("pk", flat=True))
    keys = list(records.values_list("pk", "merged_into"))
    for key, into in keys:
        name = {} if (into or key) in named else _nameless(key)
        Person.objects.filter(pk=key).update(**_MORE, **name)
    return Counter(person=len(keys))


def _nameless(key: int) -> dict[str, Any]:
    # With its key: two people without a name are not looked at as one.
    name = f"{NAMELESS} {key}"
    return {
        "full_name": name,
        "name_key": name.lower(),
        "name_sort": name.lower(),
        "birth_place": "",
        "birth_date": None,
    }
