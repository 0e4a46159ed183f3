"""The rows of the sheet of classifications: what is in force of each person, and what was typed beside it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.errors import Blocker
from core.row_errors import RowError
from inmates.custody.classifications import Change, Judgement, mark_of
from inmates.custody.custody_facts import is_valid
from inmates.custody.forms import JudgementForm, SheetForm
from inmates.custody.models.stays import Classification
from inmates.people.models import Person

Kind = Classification.Kind
SIZE = 60
# More than a page of the sheet holds; whatever comes beyond was not sent by it.
MOST_ROWS = 200
FILL_PICKED, FILL_LACKING = "fill_picked", "fill_lacking"
_ROW = re.compile(r"([0-9a-f]{32})-seen", re.ASCII)
WHOLE = "sheet"


@dataclass
class Typed:
    """What was sent from the sheet: its common fields, and the form of each row (by public id), in order."""

    sheet: SheetForm
    rows: dict[UUID, JudgementForm]

    def is_valid(self) -> bool:
        """Whether every row and every common field can be read."""
        return all([self.sheet.is_valid(), *(form.is_valid() for form in self.rows.values())])

    def judgements(self) -> list[Judgement]:
        """The rows in which something is chosen. Valid forms only."""
        said = [(key, form) for key, form in self.rows.items() if form.chosen]
        return [
            Judgement(key, form.chosen, form.cleaned_data["until"], form.cleaned_data["seen"]) for key, form in said
        ]


def typed(data: QueryDict) -> Typed:
    """What this submission of the sheet says; rows beyond `MOST_ROWS` are not read."""
    keys = [found[1] for name in data if (found := _ROW.fullmatch(name))][:MOST_ROWS]
    return Typed(SheetForm(data, prefix=WHOLE), {UUID(key): JudgementForm(data, prefix=key) for key in keys})


def filled(
    sent: Typed, data: QueryDict, current: Mapping[UUID, Mapping[str, Classification]], today: date, *, step: str
) -> Typed:
    """The sheet with the common values in the rows picked, or wherever a valid one is lacking and nothing is typed.

    `current` are the classifications in force of each person (public id), by kind.
    """
    data = data.copy()
    common = {name: sent.sheet[name].value() for name in (*Kind.values, "until") if sent.sheet[name].value()}
    for key, form in sent.rows.items():
        chosen = (
            _of_picked(form, common) if step == FILL_PICKED else _of_lacking(form, common, current.get(key, {}), today)
        )
        data.update({f"{key.hex}-{name}": value for name, value in chosen.items()})
    return typed(data)


def _of_picked(form: JudgementForm, common: Mapping[str, str]) -> Mapping[str, str]:
    return common if form["picked"].value() else {}


def _of_lacking(
    form: JudgementForm, common: Mapping[str, str], current: Mapping[str, Classification], today: date
) -> Mapping[str, str]:
    empty = {name: value for name, value in common.items() if not form[name].value()}
    lacking = [kind for kind in Kind.values if not is_valid(current.get(kind), today)]
    chosen = {kind: empty[kind] for kind in lacking if kind in empty}
    # A last day without a result would keep the whole sheet from being saved.
    has_result = chosen or any(form[kind].value() for kind in lacking)
    return chosen | {"until": empty["until"]} if has_result and "until" in empty else chosen


@dataclass(frozen=True)
class Cell:
    """The choice of one kind: what is chosen, and in words what is in force."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    chosen: str
    empty: str
    note: str


@dataclass
class Row:
    """A person on the sheet."""

    person: Person
    current: Mapping[str, Classification]
    form: JudgementForm
    today: date
    errors: list[str] = field(default_factory=list)
    is_stale: bool = False

    @property
    def seen(self) -> str:
        """The mark sent back with the row: once it is told as stale, of what it shows now, so it can be saved."""
        return mark_of(self.current) if self.is_stale else self.form["seen"].value() or ""

    @property
    def key(self) -> str:
        return self.person.public_id.hex

    @property
    def is_new(self) -> bool:
        """Whether something is chosen in it."""
        return any(self.form[kind].value() for kind in Kind.values)

    @property
    def cells(self) -> list[Cell]:
        return [self._cell(kind) for kind in Kind]

    def _cell(self, kind: Classification.Kind) -> Cell:
        now, choices = self.current.get(kind), self.form.fields[kind.value].choices
        valid = is_valid(now, self.today)
        return Cell(
            name=f"{self.key}-{kind.value}",
            label=str(kind.label),
            choices=list(choices),
            chosen=self.form[kind.value].value() or "",
            empty=_("as it is") if valid else _("not yet"),
            note=_note(now, valid=valid) if now else "",
        )


def _note(now: Classification, *, valid: bool) -> str:
    words = {"value": now.get_value_display(), "day": f"{now.until:%d/%m/%Y}"}
    return _("%(value)s until %(day)s") % words if valid else _("before: %(value)s, ended %(day)s") % words


def rows_of(
    people: Iterable[Person],
    current: Mapping[int, Mapping[str, Classification]],
    today: date,
    sent: Typed | None = None,
    reasons: Sequence[Blocker] = (),
) -> list[Row]:
    """The rows as they are shown: empty, or as typed with the `reasons` for the refusal."""
    told: dict[UUID, list[str]] = {}
    for reason in reasons:
        if key := reason.values.get("person"):
            told.setdefault(key, []).append(str(reason))
    rows = [_row(one, current[one.pk], today, sent, told.get(one.public_id, [])) for one in people]
    stale = {reason.values.get("person") for reason in reasons if reason.code == "stale"}
    for row in rows:
        row.is_stale = row.person.public_id in stale
    return rows


def _row(
    person: Person, current: Mapping[str, Classification], today: date, sent: Typed | None, errors: list[str]
) -> Row:
    key, seen = person.public_id, mark_of(current)
    form = sent.rows.get(key) if sent else None
    if form is None:
        return Row(person, current, JudgementForm(initial={"seen": seen}, prefix=key.hex), today, errors)
    wrong = [str(error) for found in form.errors.values() for error in found] if form.is_bound else []
    return Row(person, current, form, today, [*wrong, *errors])


def errors_of(rows: Iterable[Row], sent: Typed | None, reasons: Sequence[Blocker]) -> list[RowError]:
    """The lines of the error summary: what concerns nobody in particular, then row by row."""
    rows = list(rows)
    shown = {row.person.public_id for row in rows}
    whole = [RowError(str(reason)) for reason in reasons if reason.values.get("person") not in shown]
    if sent is not None:
        fields = [(sent.sheet[name], error) for name, errors in sent.sheet.errors.items() for error in errors]
        whole += [RowError(f"{one.label}: {error}", one.id_for_label) for one, error in fields]
    return whole + [
        RowError(f"{row.person.full_name}: {error}", f"baris-{row.key}") for row in rows for error in row.errors
    ]


@dataclass(frozen=True)
class Summary:
    """How many people get what, and whose result differs from one that is still valid."""

    new: int
    renewed: int
    prolonged: int
    differing: list[Change]

    @property
    def total(self) -> int:
        return self.new + self.renewed + self.prolonged + len({one.person.pk for one in self.differing})


def summary_of(changes: Iterable[Change], today: date) -> Summary:
    """Each person counts once: for a different result first, then for a new one, a renewed and a prolonged one."""
    changes = list(changes)
    differing = [one for one in changes if is_valid(one.current, today) and one.value != one.current.value]
    groups: list[set[int]] = []
    counted = {one.person.pk for one in differing}
    for belongs in (
        lambda one: one.current is None,
        lambda one: not is_valid(one.current, today),
        lambda one: True,
    ):
        group = {one.person.pk for one in changes if belongs(one)} - counted
        groups.append(group)
        counted |= group
    new, renewed, prolonged = map(len, groups)
    return Summary(new, renewed, prolonged, differing)
