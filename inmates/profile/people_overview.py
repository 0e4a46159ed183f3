"""The content of pages and files about people in words: headers, facts, rows with links."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from core.statements import Statement
from core.templatetags.dates import day_span, moment
from inmates.custody.housing_words import housing_words
from inmates.custody.models.stays import CustodyPeriod, LimitingDate, Movement
from inmates.people.models import Person


def counts(reader: User, found: QuerySet[Person] | None) -> dict[str, int]:
    """How many people the facility has by status, and how many pass the filters: all of them without `found`."""
    whole = _by_status.first(user=reader) or dict.fromkeys(("total", "sentenced", "remand"), 0)
    return {**whole, "found": whole["total"] if found is None else found.order_by().count()}


@Statement
def _by_status(user: User) -> QuerySet:
    open_number = Q(register_numbers__until=None)
    everybody = Person.objects.visible_to(user).order_by().annotate(everybody=Value(1)).values("everybody")
    # Distinct, because the join with numbers repeats people who have several.
    return everybody.annotate(
        total=Count("pk", distinct=True),
        sentenced=Count("pk", distinct=True, filter=open_number & Q(register_numbers__register_class__startswith="B")),
        remand=Count("pk", distinct=True, filter=open_number & Q(register_numbers__register_class__startswith="A")),
    ).values("total", "sentenced", "remand")


def housing(person: Person) -> str:
    return housing_words(person.block, person.cell)


def status(person: Person) -> str:
    """Sentenced or on remand, by the register; empty if unknown."""
    return {"B": _("Sentenced"), "A": _("On remand")}.get((person.register_class or "")[:1], "")


def outing(person: Person) -> str:
    """Why the person is out of the house now; empty if not out."""
    return _("Out: %(kind)s") % {"kind": Movement.Kind(person.out_as).label} if person.out_as else ""


def outing_since(person: Person) -> str:
    """Why and since when the person is out, in one sentence; empty if not out."""
    if not person.out_as:
        return ""
    words = {"kind": Movement.Kind(person.out_as).label, "moment": moment(person.out_since)}
    return _("Out since %(moment)s: %(kind)s") % words


def profile_facts(person: Person) -> list[dict]:
    """The row of facts below a profile's heading."""
    return [
        {"label": _("Status"), "value": status(person)},
        {"label": _("Block / cell"), "value": housing(person)},
        {"label": _("Earliest leaving date"), "value": _day(person.leaving_on)},
        {"label": _("Last education"), "value": person.get_education_display()},
    ]


def summary_rows(person: Person, *, may_change: bool) -> list[dict]:
    """Label, value and edit page, for the panel on identity and custody."""
    sources = {row.kind: row for row in person.limiting_dates.all() if row.replaced_at is None}
    born = ", ".join(filter(None, (person.birth_place, _day(person.birth_date))))
    since = _("since %(day)s") % {"day": _day(person.housed_since)} if person.housed_since else ""
    rows = [
        (_("Full name"), person.full_name, "", "edit"),
        (_("Called name"), person.called_name, "", "edit"),
        (_("Born"), born, "", "edit"),
        (_("Sex"), person.get_sex_display(), "", "edit"),
        (_("NIK"), person.nik_masked, "", "nik_change"),
        (_("Register number"), person.register_number, "", "register_number_change"),
        (_("Block / cell"), housing(person), since, "housing_change"),
        (_("Case officer"), person.case_officer, "", "case_officer_change"),
        (_("Needed adjustments"), person.adjustments, "", "edit"),
    ]
    for kind in LimitingDate.Kind:
        row = sources.get(kind)
        note = row.get_source_display() if row else ""
        rows.append((kind.label, _day(row.date) if row else "", note, f"limiting_date_change?{kind.value}"))
    return [
        {"label": label, "value": value, "note": note, "url": _url(person, page) if may_change else ""}
        for label, value, note, page in rows
    ]


def released_rows(person: Person, *, facility: int | None) -> list[dict]:
    """What is still shown of a person from `released_by`: identity and the ended stay. No photo, NIK or block."""
    born = ", ".join(filter(None, (person.birth_place, _day(person.birth_date))))
    number = person.register_numbers.filter(facility=facility).first()
    values = [
        (_("Full name"), person.full_name),
        (_("Called name"), person.called_name),
        (_("Born"), born),
        (_("Last register number"), str(number or "")),
        (_("In custody here"), day_span(person.entered_on, person.left_on)),
        (_("How the stay ended"), leaving_label(person)),
    ]
    return [{"label": label, "value": value} for label, value in values]


def leaving_label(person: Person) -> str:
    """How a person from `released_by` left."""
    return str(CustodyPeriod.Leaving(person.leaving).label)


def _url(person: Person, page: str) -> str:
    name, _mark, kind = page.partition("?")
    return reverse(f"inmates:{name}", args=[person.public_id]) + (f"?kind={kind}" if kind else "")


def _day(value: Any) -> str:
    return date_format(value, _("j M Y")) if value else ""
