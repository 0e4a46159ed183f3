"""Presents the effects of a merge, and both records side by side; merges them if they are still as presented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import refuse_if
from core.shown_acts import mark_of, seen_blockers
from core.templatetags.dates import day as written_day
from inmates.custody.custody_facts import with_custody
from inmates.custody.models.stays import LimitingDate
from inmates.people.models import Person
from inmates.profile.people_overview import housing, status
from programs.circumstances.dependents import Effect
from programs.merged_records import record_merge
from programs.merged_records.record_merge import all_related, endings, filled, rows_that_move


@dataclass(frozen=True)
class Compared:
    """One fact in both records; an empty value is unknown."""

    label: str | Promise
    stays: str
    goes: str

    @property
    def differs(self) -> bool:
        """Whether both values are known and different."""
        return bool(self.stays and self.goes and self.stays != self.goes)


FACTS = ("custody_periods", "register_numbers", "housings", "limiting_dates", "classifications")
"""What of both records is read; fetched beforehand, each costs one query for the two."""


def side_by_side(stays: Person, goes: Person) -> list[Compared]:
    """Both records from `custody_facts.with_custody` fact by fact, without facts unknown to both."""
    pairs = zip(_facts(stays), _facts(goes), strict=True)
    rows = [Compared(label, one, other) for (label, one), (_label, other) in pairs]
    return [row for row in rows if row.stays or row.goes]


def _facts(person: Person) -> list[tuple[str | Promise, str]]:
    dates = {row.kind: written_day(row.date) for row in person.limiting_dates.all() if row.replaced_at is None}
    return [
        (_("Full name"), person.full_name),
        (_("Called name"), person.called_name),
        (_("Place of birth"), person.birth_place),
        (_("Date of birth"), written_day(person.birth_date)),
        (_("Sex"), person.get_sex_display()),
        (_("NIK"), person.nik_masked),
        (_("Last education"), person.get_education_display()),
        (_("Needed adjustments"), person.adjustments),
        (_("In custody"), _("yes") if person.facility_id else _("no")),
        (_("Register number"), person.register_number or ""),
        (_("Status"), status(person)),
        (_("Block / cell"), housing(person)),
        (_("Case officer"), person.case_officer.full_name if person.case_officer else ""),
        *((kind.label, dates.get(kind, "")) for kind in LimitingDate.Kind),
    ]


def counted(goes: Person) -> list[tuple[str | Promise, int]]:
    """Number of rows of each kind that move, with the name of the kind."""
    counts = rows_that_move(goes)
    found: dict[str | Promise, int] = {}
    for related in all_related():
        if related.name in counts:
            found[related.label] = found.get(related.label, 0) + counts[related.name]
    return list(found.items())


def effects(stays: Person, goes: Person) -> list[Effect]:
    """What the merge ends because a person can have only one, and what the kept record takes over."""
    return [*_ended(stays, goes), *_filled(stays, goes)]


def _ended(stays: Person, goes: Person) -> Iterator[Effect]:
    found = endings(stays, goes)
    for period in found.periods:
        what = _("Second stay, since %(day)s") % {"day": written_day(period.from_date)}
        yield Effect(what, _("ends as entered by mistake"))
    for row in found.dated:
        yield Effect(f"{_label(row)}: {row}", _("ends; it stays in the history"))
    for date in found.dates:
        yield Effect(
            f"{date.get_kind_display()}: {written_day(date.date)}", _("the date of the record that stays holds")
        )
    for one in found.classes:
        what = f"{one.get_kind_display()}: {one.get_value_display()}, {written_day(one.until)}"
        yield Effect(what, _("ends; the classification that is valid longer holds"))


def _label(row: Model) -> str:
    return _("Register number") if hasattr(row, "number") else _("Block / cell")


def _filled(stays: Person, goes: Person) -> Iterator[Effect]:
    labels = {"nik": _("NIK")}
    for name in filled(stays, goes):
        label = labels.get(name) or str(Person._meta.get_field(name).verbose_name)
        yield Effect(label[:1].upper() + label[1:], _("is taken over, since it is missing in the record that stays"))


@dataclass(frozen=True)
class Preview:
    """What a page shows of a merge."""

    rows: Sequence[Compared]
    counted: Sequence[tuple[str | Promise, int]]
    effects: Sequence[Effect]

    @property
    def mark(self) -> str:
        """The mark of it (`core.shown_acts`)."""
        rows = [[str(row.label), str(row.stays), str(row.goes)] for row in self.rows]
        moved = [[str(label), count] for label, count in self.counted]
        return mark_of([rows, moved, [[str(one.what), str(one.becomes)] for one in self.effects]])


def preview(stays: Person, goes: Person) -> Preview:
    """The preview of both records from `custody_facts.with_custody`."""
    prefetch_related_objects([stays, goes], *FACTS)
    return Preview(side_by_side(stays, goes), counted(goes), effects(stays, goes))


@transaction.atomic
def merge_as_shown(stays: Person, *, goes: Person, by: User, reason: str, seen: str) -> Person:
    """Merges the records, if `seen` is still the mark of their preview. Locks as `record_merge.merge` does. Raises
    `RuleViolation`.
    """
    held = record_merge.hold_both(stays, goes)
    read = with_custody(Person.objects.select_related("case_officer")).in_bulk([one.pk for one in held])
    now = preview(read[stays.pk], read[goes.pk]).mark
    if stale := seen_blockers(seen, now):
        # What became of the records says more than that they changed.
        refuse_if(record_merge.blockers(*held) or stale)
    return record_merge.merge(stays, goes=goes, by=by, reason=reason)
