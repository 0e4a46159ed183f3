"""Recording what work needs people: one record for each job, a whole form at once, and withdrawing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.ports import Port
from core.reasons import reason_blockers
from core.scans import Scan, scan_blockers, scan_kind
from outcomes.needs import employer_book
from outcomes.needs.codes import ContactKind, NeedKind, PaperAsked, Terms
from outcomes.needs.models import Employer, NeedRecord, NeedUnit
from outcomes.needs.need_age import last_day
from outcomes.needs.neutral_words import word_blockers
from programs.catalog.models import ProgramUnit, ProgramVersion, Vocation

MOST_JOBS = 3
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

kept_alive: Port[[NeedRecord], list[Blocker]] = Port()
"""Asked before a record is withdrawn, and where that is offered: what still goes on for which it is the need."""


@dataclass(frozen=True)
class Job:
    """One line of the form; wages are rupiah, a day for daily work, otherwise a month; `begins` is "2027-03"."""

    job: str
    vocation: Vocation
    number: int
    terms: str = ""
    wage_least: int | None = None
    wage_most: int | None = None
    begins: str = ""


@dataclass(frozen=True)
class Asked:
    """What a form says of all its jobs; units are codes as taught."""

    kind: str
    recorded_on: date
    source: str
    place: str = ""
    tools: str = ""
    brings_tools: bool = False
    papers: tuple[str, ...] = ()
    other_skills: str = ""
    lacking: str = ""
    must: frozenset[str] = field(default_factory=frozenset)
    nice: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class TaughtUnit:
    """A unit that the training center teaches now."""

    code: str
    title: str
    vocation: int


def taught_units(center: TrainingCenter) -> list[TaughtUnit]:
    """The units of the center's open programs, each once, by vocation and code; one query."""
    rows = ProgramUnit.objects.filter(
        version__program__training_center=center, version__state=ProgramVersion.State.OPEN
    ).order_by("version__program__vocation__name", "code", "pk")
    found: dict[str, TaughtUnit] = {}
    for code, title, vocation in rows.values_list("code", "title", "version__program__vocation"):
        found.setdefault(code, TaughtUnit(code, title, vocation))
    return list(found.values())


def need_blockers(asked: Asked, jobs: Iterable[Job], *, by: User, employer: Employer | None) -> list[Blocker]:
    """Why these jobs cannot be recorded; every reason, the lines named by their letter."""
    jobs = list(jobs)
    found = employer_book.keeper_blockers(by)
    if not 1 <= len(jobs) <= MOST_JOBS:
        found.append(Blocker("jobs", _("Write one to %(most)d jobs.") % {"most": MOST_JOBS}))
    found += _source_blockers(asked, by, employer)
    if by.training_center and asked.recorded_on > clock.today(by.time_zone):
        found.append(Blocker("in_future", _("The day lies in the future.")))
    if set(asked.papers) - set(PaperAsked.values):
        found.append(Blocker("papers", _("Choose papers from the list.")))
    if asked.must & asked.nice:
        found.append(Blocker("units", _("A unit is either needed or helpful, not both.")))
    for letter, job in zip("abc", jobs, strict=False):
        found += _job_blockers(job, letter)
    return found + word_blockers(_texts(asked, jobs))


def _source_blockers(asked: Asked, by: User, employer: Employer | None) -> list[Blocker]:
    """Why the need cannot have been heard like this."""
    found = []
    if asked.kind not in NeedKind.values:
        found.append(Blocker("kind", _("Choose where the knowledge of the need comes from.")))
    elif employer is None and asked.kind in (NeedKind.LOW, NeedKind.KUN):
        found.append(Blocker("no_employer", _("A vacancy or a visit belongs to an employer. Choose it.")))
    if employer and employer.training_center_id != by.training_center_id:
        found.append(Blocker("foreign_employer", _("The employer belongs to another training center.")))
    if not asked.source.strip():
        found.append(Blocker("no_source", _("Write who said it, or where it stands.")))
    return found


def _job_blockers(job: Job, letter: str) -> list[Blocker]:
    found = []
    if not job.job.strip():
        found.append(Blocker("no_job", _("Job %(letter)s has no name.") % {"letter": letter}))
    if job.number < 1:
        found.append(Blocker("nobody", _("Job %(letter)s is for nobody. Write how many.") % {"letter": letter}))
    if job.terms and job.terms not in Terms.values:
        found.append(Blocker("terms", _("Job %(letter)s: choose daily or permanent.") % {"letter": letter}))
    if job.wage_least is not None and job.wage_most is not None and job.wage_most < job.wage_least:
        found.append(Blocker("wages", _("Job %(letter)s: the highest wage is below the lowest.") % {"letter": letter}))
    if job.begins and not _MONTH.fullmatch(job.begins):
        found.append(Blocker("begins", _("Job %(letter)s: choose the month of begin again.") % {"letter": letter}))
    return found


def _texts(asked: Asked, jobs: list[Job]) -> dict[str, str]:
    lines = {_("Job %(letter)s") % {"letter": letter}: job.job for letter, job in zip("abc", jobs, strict=False)}
    return {
        **lines,
        _("Place of work"): asked.place,
        _("Tools used"): asked.tools,
        _("Other skills"): asked.other_skills,
        _("What applicants lack most"): asked.lacking,
        _("Source"): asked.source,
    }


@transaction.atomic
def record_needs(*, by: User, asked: Asked, jobs: Iterable[Job], employer: Employer | None = None) -> list[NeedRecord]:
    """Records one need for each job; each keeps the ticked units of its vocation. Raises `RuleViolation`."""
    jobs = list(jobs)
    refuse_if(need_blockers(asked, jobs, by=by, employer=employer))
    needs = [_write(job, asked, by, employer) for job in jobs]
    _ask_units(needs, asked, by)
    audit.record_each(
        "need_record.record",
        by=by,
        targets=[(need, {"kind": need.kind, "vocation": need.vocation_id, "number": need.number}) for need in needs],
    )
    return needs


def _ask_units(needs: list[NeedRecord], asked: Asked, by: User) -> None:
    """Writes the ticked units that are taught in the vocation of each."""
    units = taught_units(employer_book.center_of(by)) if asked.must or asked.nice else []
    NeedUnit.objects.bulk_create(
        [
            NeedUnit(need=need, code=unit.code, title=unit.title, is_must=unit.code in asked.must)
            for need in needs
            for unit in units
            if unit.vocation == need.vocation_id and unit.code in asked.must | asked.nice
        ]
    )


def _of_job(job: Job, asked: Asked) -> dict[str, Any]:
    """What a record says of the job itself."""
    return {
        "vocation": job.vocation,
        "job": job.job.strip(),
        "number": job.number,
        "place": asked.place.strip(),
        "wage_least": job.wage_least,
        "wage_most": job.wage_most,
        "terms": job.terms,
        "begins": job.begins,
    }


def _write(job: Job, asked: Asked, by: User, employer: Employer | None) -> NeedRecord:
    return NeedRecord.objects.create(
        training_center=employer_book.center_of(by),
        employer=employer,
        kind=asked.kind,
        **_of_job(job, asked),
        tools=asked.tools.strip(),
        brings_tools=asked.brings_tools,
        papers=[paper.value for paper in PaperAsked if paper in asked.papers],
        other_skills=asked.other_skills.strip(),
        lacking=asked.lacking.strip(),
        source=asked.source.strip(),
        recorded_on=asked.recorded_on,
        valid_until=last_day(asked.recorded_on),
        recorded_by=by,
    )


@transaction.atomic
def rewrite(
    need: NeedRecord, *, by: User, asked: Asked, job: Job, valid_until: date, part_of: NeedRecord | None
) -> NeedRecord:
    """Lets a record that stands follow what it is known from: the job, its units, until when it counts, and the record
    whose demand it is a part of.

    Raises `RuleViolation`. A record that was withdrawn stays as it is.
    """
    need = NeedRecord.objects.select_for_update(of=("self",)).select_related("employer").get(pk=need.pk)
    if need.withdrawn_on:
        return need
    refuse_if(need_blockers(asked, [job], by=by, employer=need.employer))
    # Whatever it says has to count for at least a day.
    last = max(valid_until, need.recorded_on + timedelta(days=1))
    values = _of_job(job, asked) | {"valid_until": last, "part_of": part_of}
    for name, value in values.items():
        setattr(need, name, value)
    need.save(update_fields=list(values))
    need.units.all().delete()
    _ask_units([need], asked, by)
    audit.record("need_record.change", by=by, target=need, number=need.number, valid_until=need.valid_until)
    return need


@transaction.atomic
def record_form(
    *, by: User, facts: employer_book.Facts, asked: Asked, jobs: Iterable[Job], employer: Employer | None = None
) -> Employer:
    """Records a whole form of a visit: the employer, new or changed, the visit, and what is needed.

    Raises `RuleViolation` with the reasons against any part; nothing is written then.
    """
    jobs = list(jobs)
    refuse_if(employer_book.keeper_blockers(by))
    reasons = employer_book.fact_blockers(facts, by=by, employer=employer)
    # A new employer is not there yet; the rule only asks whether there will be one.
    stand_in = employer or Employer(training_center=employer_book.center_of(by), name=facts.name)
    reasons += need_blockers(asked, jobs, by=by, employer=stand_in)
    if reasons:
        raise RuleViolation(list(dict.fromkeys(reasons)))
    if employer:
        employer = employer_book.change_employer(employer, by=by, facts=facts)
    else:
        employer = employer_book.add_employer(by=by, facts=facts)
    employer_book.record_contact(
        employer, by=by, kind=ContactKind.VISIT, held_on=asked.recorded_on, met=facts.contact_name
    )
    record_needs(by=by, asked=asked, jobs=jobs, employer=employer)
    return employer


def withdraw_blockers(need: NeedRecord, *, by: User, reason: str) -> list[Blocker]:
    """Why a need record cannot be withdrawn."""
    found = employer_book.keeper_blockers(by)
    if need.withdrawn_on:
        found.append(Blocker("withdrawn", _("This record is withdrawn already.")))
    else:
        found += still_needed(need)
    return found + reason_blockers(reason) + word_blockers({_("Reason"): reason})


def still_needed(need: NeedRecord) -> list[Blocker]:
    """What has to end before the record may be withdrawn."""
    return [blocker for found in kept_alive.ask(need) for blocker in found]


@transaction.atomic
def withdraw(need: NeedRecord, *, by: User, reason: str, is_open_again: bool = False) -> NeedRecord:
    """Withdraws a record that no longer holds or was typed wrong; it stays readable.

    With `is_open_again` the record whose part it was counts these people again.
    """
    need = NeedRecord.objects.select_for_update().get(pk=need.pk)
    refuse_if(withdraw_blockers(need, by=by, reason=reason))
    need.withdrawn_on, need.withdrawn_why = clock.today(by.time_zone), reason.strip()
    if is_open_again:
        need.part_of = None
    need.save(update_fields=["withdrawn_on", "withdrawn_why", "part_of"])
    audit.record("need_record.withdraw", by=by, target=need)
    return need


@transaction.atomic
def attach_scan(need: NeedRecord, *, by: User, content: Scan) -> NeedRecord:
    """Stores the scan of the paper under a generated name; the one before is deleted after commit."""
    refuse_if(employer_book.keeper_blockers(by) + scan_blockers(content))
    need = NeedRecord.objects.select_for_update().get(pk=need.pk)
    old, storage = need.scan.name, need.scan.storage
    need.scan.save(f"{need.public_id}.{scan_kind(content)}", ContentFile(content), save=False)
    need.save(update_fields=["scan"])
    if old:
        transaction.on_commit(lambda: storage.delete(old))
    audit.record("need_record.attach_scan", by=by, target=need, bytes=len(content))
    return need
