"""Which text holds on a day, and changing it: one person writes the next version, another confirms it.

An agreement keeps the version that held on its day (UU 27/2022, articles 22 and 24), so a version is never edited.
"""

from dataclasses import dataclass
from datetime import date
from string import Formatter

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Side
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.two_person_decision import second_person_blockers
from inmates.consents.codes import NAMES, SIDES, ConsentKind, version_of
from inmates.consents.first_texts import FIRST_TEXTS
from inmates.consents.models import LONGEST_TEXT, ConsentText
from inmates.custody.telltale_words import office_names, telltale_words

PERMISSION = "inmates.keep_consent_texts"
Office = Facility | TrainingCenter
# Purpose, data, time and the right to stop do not fit into less.
SHORTEST_TEXT = 100


@dataclass(frozen=True)
class Version:
    """One text with the name under which agreements keep it; `row` is None for the first one, which is code."""

    name: str
    text: str
    row: ConsentText | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it has begun by that day; the latest that has is the one that is read."""
        return self.row is None or (self.row.confirmed_at is not None and self.row.valid_from <= day)

    @property
    def shown(self) -> str:
        """The text as it is shown to whoever decides on it, with a word for each name that it is filled with."""
        return self.filled(officer=_("[name of the officer]"), center=_("[name of the training center]"))

    def filled(self, **names: str) -> str:
        """The text as it is read out, with these names in it."""
        return self.text.format(**names)


def first(kind: str) -> Version:
    """The text of the system, until an office has one of its own."""
    return Version(version_of(kind, 1), FIRST_TEXTS[kind])


def kinds_of(office: Office) -> list[ConsentKind]:
    """What an office of this side asks people to agree to."""
    side = Side.FACILITY if isinstance(office, Facility) else Side.CENTER
    return [kind for kind in ConsentKind if SIDES[kind] == side]


def versions(office: Office) -> dict[str, list[Version]]:
    """All texts of the office by kind, confirmed or proposed, the latest first; one query."""
    found: dict[str, list[Version]] = {kind: [] for kind in kinds_of(office)}
    rows = ConsentText.objects.filter(office=office.code, kind__in=found).select_related("written_by", "confirmed_by")
    for row in rows.order_by("-number"):
        found[row.kind].append(Version(row.version, row.text, row))
    return {kind: [*rows, first(kind)] for kind, rows in found.items()}


def text_on(office: Office, kind: str, day: date) -> Version:
    """The text that holds on that day; one query."""
    rows = ConsentText.objects.confirmed().filter(office=office.code, kind=kind, valid_from__lte=day)
    row = rows.order_by("-valid_from").first()
    return Version(row.version, row.text, row) if row else first(kind)


def _power_blockers(office: Office, by: User) -> list[Blocker]:
    if by.has_perm(PERMISSION) and by.office_code == office.code:
        return []
    return [Blocker("not_authorized", _("Head and data protection officer decide on this."))]


def write_blockers(office: Office, kind: str, *, by: User, text: str, valid_from: date) -> list[Blocker]:
    """Why this text cannot be proposed as the next version."""
    found = _power_blockers(office, by)
    if kind not in kinds_of(office):
        return [*found, Blocker("not_asked", _("Your office does not ask for this agreement."))]
    rows = ConsentText.objects.filter(office=office.code, kind=kind)
    if rows.proposed().exists():
        found.append(Blocker("waits", _("A text waits for a second person already. Decide on that one first.")))
    if valid_from <= clock.today(office.time_zone):
        found.append(Blocker("past", _("A text holds from tomorrow or a later day; what was read until then stays.")))
    if rows.confirmed().filter(valid_from__gte=valid_from).exists():
        found.append(Blocker("order", _("A later text is confirmed already. Choose a day after it begins.")))
    return found + _text_blockers(office, kind, text)


def _text_blockers(office: Office, kind: str, text: str) -> list[Blocker]:
    found, said = [], text.strip()
    if not SHORTEST_TEXT <= len(said) <= LONGEST_TEXT:
        sentence = _("A text has %(least)d to %(most)d letters: purpose, data, how long, and the right to stop.")
        found.append(Blocker("length", sentence % {"least": SHORTEST_TEXT, "most": LONGEST_TEXT}))
    if not _is_filled_by(said, NAMES.get(kind, ())):
        names = ", ".join(f"{{{name}}}" for name in NAMES.get(kind, ())) or "–"
        found.append(Blocker("names", _("In curly braces only these stand: %(names)s.") % {"names": names}))
    if isinstance(office, TrainingCenter) and telltale_words(said, office_names()):
        found.append(Blocker("words", _("This text says something that is not to be read outside.")))
    return found


def _is_filled_by(text: str, names: tuple[str, ...]) -> bool:
    """Whether the text can be filled with these names and nothing else."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return False
    return all(name is None or (name in names and not form and not how) for _text, name, form, how in parts)


@transaction.atomic
def write(office: Office, kind: str, *, by: User, text: str, valid_from: date) -> ConsentText:
    """Proposes the next version. Locks the office; raises `RuleViolation`."""
    _lock(office)
    refuse_if(write_blockers(office, kind, by=by, text=text, valid_from=valid_from))
    last = ConsentText.objects.filter(office=office.code, kind=kind).order_by("-number").first()
    row = ConsentText.objects.create(
        office=office.code,
        kind=kind,
        number=last.number + 1 if last else 2,
        text=text.strip(),
        valid_from=valid_from,
        written_by=by,
    )
    audit.record("consent_text.propose", by=by, target=row, version=row.version, valid_from=valid_from, text=row.text)
    return row


def decide_blockers(row: ConsentText, office: Office, *, by: User) -> list[Blocker]:
    """Why `by` cannot confirm this text."""
    found = _power_blockers(office, by)
    if row.confirmed_at:
        return [*found, Blocker("decided", _("This was decided already."))]
    if row.valid_from <= clock.today(office.time_zone):
        text = _("Its first day has come. Reject it and let it be written again with a later day.")
        found.append(Blocker("past", text))
    sentence = _("You wrote this text. Let another person confirm it.")
    return [*found, *second_person_blockers(by, row.written_by_id, sentence)]


@transaction.atomic
def confirm(row: ConsentText, office: Office, *, by: User) -> ConsentText:
    """From its day on this text is read. Locks the office; raises `RuleViolation`."""
    _lock(office)
    row = ConsentText.objects.get(pk=row.pk)
    refuse_if(decide_blockers(row, office, by=by))
    row.confirmed_at, row.confirmed_by = clock.now(), by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record("consent_text.confirm", by=by, target=row, version=row.version)
    return row


@transaction.atomic
def reject(row: ConsentText, office: Office, *, by: User, reason: str) -> None:
    """Drops a proposal, whoever wrote it; its words stay in the audit. Raises `RuleViolation`."""
    _lock(office)
    row = ConsentText.objects.get(pk=row.pk)
    found = _power_blockers(office, by)
    if row.confirmed_at:
        found.append(Blocker("decided", _("This was decided already.")))
    refuse_if([*found, *reason_blockers(reason, _("Write in at least %(count)s characters why."))])
    audit.record("consent_text.reject", by=by, target=row, version=row.version, reason=reason.strip())
    row.delete()


def _lock(office: Office) -> None:
    type(office).objects.select_for_update(no_key=True).get(pk=office.pk)
