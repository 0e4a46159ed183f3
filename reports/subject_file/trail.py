"""Who read and who changed the data (UU 27/2022, article 32 (1): access includes the processing history)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import audit_words
from core.models import AccessLogEntry, AuditEvent, shows_one_of
from reports.subject_file.columns import Coded, Column, Label, Staff, Value

PERSON = "inmates.person"
# Pages and papers about these show a whole class, including the person. Changes to them concern the class.
CLASSES = ("programs.batch", "programs.session")


@dataclass(frozen=True, eq=False)
class Trail:
    """Log entries about the person's own rows, oldest first."""

    key: str
    label: Label
    rows: Callable[[dict[str, set[str]]], QuerySet]
    columns: tuple[Column, ...]
    # Entries of other offices that no facility may read, by the person's own rows.
    of_others: Callable[[dict[str, set[str]]], Q] | None = None

    def about(self, own: dict[str, set[str]], reader: User) -> list[Any]:
        """The entries that the reader's office may tell, for a training center those of its own staff; one query."""
        entries = self.rows(own)
        if reader.facility_id:
            return list(entries.exclude(self.of_others(own)) if self.of_others else entries)
        # Both querysets are filters on one model, so `&` combines their conditions.
        return list(entries.model.objects.visible_to(reader) & entries)


def _any_of(own: dict[str, set[str]], kind: str, pk: str, *, but: tuple[str, ...] = ()) -> Q:
    found = (Q(**{kind: name, f"{pk}__in": pks}) for name, pks in own.items() if pks and name not in but)
    return Q(*found, _connector=Q.OR)


def _readings(own: dict[str, set[str]]) -> QuerySet:
    """Entries about the person's rows, and whatever else showed the person: lists, searches, exports, prints."""
    shown = shows_one_of(own.get(PERSON, ()))
    return AccessLogEntry.objects.filter(_any_of(own, "subject_type", "subject_id") | shown).order_by("at", "pk")


def _read_elsewhere(own: dict[str, set[str]]) -> Q:
    """Read by another office than a facility, and not about one of the person's own places or papers."""
    about_them = _any_of(own, "subject_type", "subject_id", but=(PERSON,))
    return ~Q(office__in=Facility.objects.values("code")) & ~about_them


def _changes(own: dict[str, set[str]]) -> QuerySet:
    return AuditEvent.objects.filter(_any_of(own, "target_type", "target_id", but=CLASSES)).order_by("at", "pk")


def _reader(row: AccessLogEntry, reader: User) -> Value:
    return Staff(row.user_id)


def _seen(row: AccessLogEntry, reader: User) -> Value:
    return Coded(row.subject, audit_words.seen(row.subject))


def _actor(row: AuditEvent, reader: User) -> Value:
    return Staff(row.actor_id) if row.actor_id else str(_("by itself"))


def _act(row: AuditEvent, reader: User) -> Value:
    return Coded(row.action, audit_words.act(row.action))


def _record(row: AuditEvent, reader: User) -> Value:
    return Coded(row.target_type.rpartition(".")[2], audit_words.record(row.target_type, ""))


def _details(row: AuditEvent, reader: User) -> Value:
    """Texts, dates and booleans; numbers are internal row keys."""
    return {name: value for name, value in row.details.items() if isinstance(value, str | bool)}


READINGS = Trail(
    "readings",
    _("Who read the data"),
    _readings,
    (
        Column("at", _("When"), width=34),
        Column("who", _("Who"), width=46, read=_reader),
        Column("kind", _("Kind"), width=20),
        Column("what", _("What"), width=34, read=_seen, names_nobody=True),
        Column("reason", _("Reason")),
    ),
    # The place at which another office read the person is not kept: it may be one outside, after release. What was
    # read of the facility's own places, classes and certificates is told.
    of_others=_read_elsewhere,
)
CHANGES = Trail(
    "changes",
    _("Who changed the data"),
    _changes,
    (
        Column("at", _("When"), width=34),
        Column("who", _("Who"), width=58, read=_actor),
        Column("what", _("What"), width=50, read=_act),
        Column("record", _("Record"), width=24, read=_record),
        Column("details", _("Details"), read=_details, on_paper=False),
    ),
)
