"""Who acted, by role and office, and whose names texts about the person may contain."""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from programs.places.models import Enrollment
from reports.subject_file.columns import Official
from reports.subject_file.custody_tables import ONE_OTHER


class Directory:
    """The staff of the offices around the person, and everybody who acted; three queries.

    A training center's file does not name other offices of staff: that would reveal custody.
    """

    def __init__(self, acting: Iterable[int], *, around: dict[str, set[int]], reader: User) -> None:
        near = Q(*((f"{kind}__in", offices) for kind, offices in around.items()), _connector=Q.OR)
        users = User.objects.filter(near | Q(pk__in=set(acting) | {reader.pk}))
        found = users.select_related("facility", "training_center").prefetch_related("groups")
        self._officials = {user.pk: self._official(user, reader) for user in found}
        self._names = [(user.full_name, str(self._officials[user.pk])) for user in found]

    def _official(self, user: User, reader: User) -> Official:
        is_told = bool(reader.facility_id) or user.training_center_id == reader.training_center_id
        if not is_told:
            return Official((), (), _("partner office"))
        roles = [role for role in Role if role in user.role_names]
        office = user.office.name if user.office else user.region
        return Official(tuple(role.value for role in roles), tuple(str(role.label) for role in roles), office)

    def official(self, pk: int) -> Official:
        """How this user is named; deleted accounts still count as staff."""
        return self._officials.get(pk) or Official((), (), _("staff"))

    def names(self) -> Iterator[tuple[str, str]]:
        """Staff names with their replacements."""
        yield from self._names


def names_around(records: list[Person], *, reader: User) -> Iterator[tuple[str, str]]:
    """Names of everybody who was in custody or in a class with the person, with their replacements."""
    pks = [record.pk for record in records]
    if reader.facility_id:
        own_stays = CustodyPeriod.objects.filter(person__in=pks)
        stays = CustodyPeriod.objects.filter(facility__in=own_stays.values("facility"))
        places = Enrollment.objects.filter(batch__in=Enrollment.of_facilities.filter(person__in=pks).values("batch"))
        near = Q(facility=reader.facility_id) | Q(pk__in=stays.values("person")) | Q(pk__in=places.values("person"))
    else:
        places = Enrollment.objects.filter(batch__training_center=reader.training_center_id)
        near = Q(pk__in=places.values("person"))
    others = Person.objects.filter(near).exclude(pk__in=pks).order_by()
    for full_name, called_name in others.values_list("full_name", "called_name"):
        yield full_name, str(ONE_OTHER)
        if called_name:
            yield called_name, str(ONE_OTHER)
