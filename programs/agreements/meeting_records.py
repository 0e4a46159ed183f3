"""Meetings, visits and yearly evaluations under an agreement, recorded by either office and read by both."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.apart.limits import MEGABYTE
from core.errors import Blocker, refuse_if
from core.picture_recipes import Place, Recipe
from core.pictures import redrawn
from core.scans import MOST_SCAN_BYTES, Scan, scan_blockers, scan_kind
from inmates.custody.telltale_words import office_names, telltale_words
from programs.agreements import agreement_years
from programs.agreements.models import Agreement, AgreementMeeting

MOST_ATTENDEES = 40
RECIPE = Recipe(box=(1600, 1600), place=Place.NEVER_LARGER, most_megabytes=MOST_SCAN_BYTES // MEGABYTE, quality=82)
PERMISSION = "programs.record_meeting"


@dataclass(frozen=True)
class Record:
    """What is recorded of a meeting; `year` is that of an evaluation, `attendees` are pairs of name and office."""

    kind: str
    held_on: date
    place: str
    attendees: tuple[tuple[str, str], ...]
    agenda: str
    minutes: str = ""
    decisions: str = ""
    facility_signatory: str = ""
    center_signatory: str = ""
    year: int | None = None


def is_party(agreement: Agreement, user: User) -> bool:
    """Whether the user's office is one of the two of the agreement."""
    of_facility = user.facility_id is not None and user.facility_id == agreement.facility_id
    return of_facility or (
        user.training_center_id is not None and user.training_center_id == agreement.training_center_id
    )


def record_blockers(agreement: Agreement, *, by: User) -> list[Blocker]:
    """Why `by` can record nothing under this agreement."""
    if is_party(agreement, by) and by.has_perm(PERMISSION):
        return []
    return [Blocker("not_authorized", _("Only staff of both offices who keep the agreement record its meetings."))]


def change_blockers(meeting: AgreementMeeting, *, by: User) -> list[Blocker]:
    """Why `by` cannot change what is recorded: only the office that wrote it does, until the signed paper is kept."""
    found = record_blockers(meeting.agreement, by=by)
    if not found and meeting.recorded_by.office_code != by.office_code:
        found.append(Blocker("other_office", _("The other office has recorded this. Ask it to change its words.")))
    if meeting.scan:
        found.append(Blocker("signed", _("The signed minutes are kept, so their words stay as they are.")))
    return found


def blockers(
    agreement: Agreement, record: Record, *, by: User, words_are_meant: bool, meeting: AgreementMeeting | None = None
) -> list[Blocker]:
    """Why this cannot be recorded; `meeting` is the one that is changed, if any.

    The training center reads whatever staff of the detention center write here, so words that tell of custody are
    refused until the writer says that they are meant.
    """
    today = clock.today(by.time_zone)
    found = change_blockers(meeting, by=by) if meeting else record_blockers(agreement, by=by)
    if record.held_on > today:
        found.append(Blocker("in_future", _("The day lies in the future. Record a meeting once it was held.")))
    if not record.attendees:
        found.append(Blocker("nobody", _("Nobody is named. Write who came, one person a line.")))
    if len(record.attendees) > MOST_ATTENDEES:
        text = _("At most %(most)d people are named. Name those who spoke for their office.")
        found.append(Blocker("too_many", text % {"most": MOST_ATTENDEES}))
    if not record.agenda.strip():
        found.append(Blocker("no_agenda", _("The agenda is missing. Write what the meeting was about.")))
    found += _year_blockers(agreement, record, today, meeting)
    words = telltale_in(record) if by.facility_id and not words_are_meant else []
    if words:
        text = _("The training center reads this, and it says: %(words)s. Take it out, or say below that it is meant.")
        found.append(Blocker("telltale", text % {"words": ", ".join(words)}))
    return found


def telltale_in(record: Record) -> list[str]:
    """What in the free text tells of custody; names of offices and of who came belong into it."""
    return telltale_words([record.agenda, record.minutes, record.decisions], office_names())


def _year_blockers(
    agreement: Agreement, record: Record, today: date, meeting: AgreementMeeting | None
) -> list[Blocker]:
    if record.kind != AgreementMeeting.Kind.EVALUATION:
        return []
    if record.year not in {year.number for year in agreement_years.years_of(agreement, until=today)}:
        return [Blocker("no_year", _("Choose the year of the agreement that was evaluated."))]
    same = agreement.meetings.filter(year=record.year)
    if same.exclude(pk__in=[meeting.pk] if meeting else []).exists():
        return [Blocker("evaluated", _("This year is evaluated already. Change that record, or record a meeting."))]
    return []


@transaction.atomic
def record_meeting(
    agreement: Agreement, *, by: User, record: Record, words_are_meant: bool = False
) -> AgreementMeeting:
    """Records a meeting; an evaluation keeps the numbers of its year. Locks the agreement. Raises `RuleViolation`."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    refuse_if(blockers(agreement, record, by=by, words_are_meant=words_are_meant))
    meeting = AgreementMeeting(agreement=agreement, recorded_by=by, recorded_at=clock.now())
    _write(meeting, record)
    audit.record("agreement_meeting.record", by=by, target=meeting, agreement=agreement.pk, kind=meeting.kind)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: AgreementMeeting, *, by: User, record: Record, words_are_meant: bool = False
) -> AgreementMeeting:
    """Changes what is recorded; the numbers of an evaluation are counted again. Raises `RuleViolation`."""
    agreement, meeting = _locked(meeting)
    refuse_if(blockers(agreement, record, by=by, words_are_meant=words_are_meant, meeting=meeting))
    before = {"kind": meeting.kind, "held_on": meeting.held_on}
    _write(meeting, record)
    audit.record("agreement_meeting.change", by=by, target=meeting, before=before)
    return meeting


def _write(meeting: AgreementMeeting, record: Record) -> None:
    is_evaluation = record.kind == AgreementMeeting.Kind.EVALUATION
    meeting.kind, meeting.held_on, meeting.place = record.kind, record.held_on, record.place.strip()
    meeting.year = record.year if is_evaluation else None
    meeting.attendees = [list(pair) for pair in record.attendees]
    for name in ("agenda", "minutes", "decisions", "facility_signatory", "center_signatory"):
        setattr(meeting, name, getattr(record, name).strip())
    meeting.figures = {}
    for year in agreement_years.years_of(meeting.agreement, until=clock.today(meeting.recorded_by.time_zone)):
        if year.number == meeting.year:
            meeting.figures = agreement_years.figures_of(meeting.agreement, year)
    meeting.save()


def _locked(meeting: AgreementMeeting) -> tuple[Agreement, AgreementMeeting]:
    agreement = Agreement.objects.select_for_update().get(pk=meeting.agreement_id)
    meeting = AgreementMeeting.objects.select_related("recorded_by").get(pk=meeting.pk)
    meeting.agreement = agreement
    return agreement, meeting


def read_photo(content: bytes, *, whose: int | None = None) -> bytes:
    """The picture as a JPEG without place and time of the camera.

    May take seconds, so call it before a transaction begins. Raises `RuleViolation`.
    """
    return redrawn(content, RECIPE, whose=whose)


@transaction.atomic
def attach_photo(meeting: AgreementMeeting, *, by: User, jpeg: bytes) -> AgreementMeeting:
    """Keeps a picture from `read_photo`; the one before is deleted after commit, its digest stays in the audit.

    Raises `RuleViolation`.
    """
    _agreement, meeting = _locked(meeting)
    refuse_if(photo_keeper_blockers(meeting, by=by))
    before = {"before": _digest_of(meeting.photo)} if meeting.photo else {}
    meeting.photo_kept_by = by
    meeting.save(update_fields=["photo_kept_by"])
    _keep(meeting, meeting.photo, f"{meeting.public_id}.jpg", jpeg)
    details = {"bytes": len(jpeg), "sha256": sha256(jpeg).hexdigest(), **before}
    audit.record("agreement_meeting.attach_photo", by=by, target=meeting, **details)
    return meeting


def photo_keeper_blockers(meeting: AgreementMeeting, *, by: User) -> list[Blocker]:
    """Why `by` cannot keep a photo, or another one instead of that which is kept."""
    found = record_blockers(meeting.agreement, by=by)
    # Of photos from before this was noted, whoever recorded the meeting answers for them.
    if not found and meeting.photo and (meeting.photo_kept_by_id or meeting.recorded_by_id) != by.pk:
        found.append(Blocker("not_the_keeper", _("A photo is kept. Only who kept it replaces it.")))
    return found


def _digest_of(file: FieldFile) -> str:
    """The digest of a kept file; empty if it is gone from the disk."""
    try:
        with file.open("rb") as opened:
            return sha256(opened.read()).hexdigest()
    except FileNotFoundError:
        return ""


def scan_keeper_blockers(meeting: AgreementMeeting, *, by: User) -> list[Blocker]:
    """Why `by` cannot keep the signed minutes, or other ones instead of those that are kept."""
    found = record_blockers(meeting.agreement, by=by)
    # Of scans from before this was noted, whoever recorded the meeting answers for them.
    if not found and meeting.scan and (meeting.scan_kept_by_id or meeting.recorded_by_id) != by.pk:
        found.append(Blocker("not_the_keeper", _("The signed minutes are kept. Only who kept them replaces them.")))
    return found


@transaction.atomic
def attach_scan(meeting: AgreementMeeting, *, by: User, content: Scan) -> AgreementMeeting:
    """Keeps the signed minutes; from then on their words stand. Raises `RuleViolation`."""
    _agreement, meeting = _locked(meeting)
    refuse_if([*scan_keeper_blockers(meeting, by=by), *scan_blockers(content)])
    meeting.scan_kept_by = by
    meeting.save(update_fields=["scan_kept_by"])
    _keep(meeting, meeting.scan, f"{meeting.public_id}-signed.{scan_kind(content)}", content)
    audit.record("agreement_meeting.attach_scan", by=by, target=meeting, bytes=len(content))
    return meeting


def _keep(meeting: AgreementMeeting, file: FieldFile, name: str, content: bytes) -> None:
    old, storage = file.name, file.storage
    file.save(name, ContentFile(content), save=False)
    meeting.save(update_fields=[file.field.name])
    if old:
        # Deleting a file cannot be rolled back, so the old one stays until the new name is committed.
        transaction.on_commit(lambda: storage.delete(old))
