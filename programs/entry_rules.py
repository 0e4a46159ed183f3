"""Who may enter a program: checkable parts, each answered "meets", "does not meet" or "data incomplete".

A missing or expired value is never a pass. Answers are kept with what was seen, and worded when they are shown,
so that an old decision can be read in the reader's language and with the values of its own day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Blocker
from inmates.codes import Education
from inmates.models import Classification, Inmate
from programs.entry_facts import Facts, known_of
from programs.models import Batch, ProgramVersion


class Kind(models.TextChoices):
    CUSTODY = "custody", _("In custody here")
    STATUS = "status", _("Legal status")
    AGE = "age", _("Age")
    EDUCATION = "education", _("Education")
    TIME_LEFT = "time_left", _("Time left")
    CONDUCT = "conduct", _("Conduct")
    RISK = "risk", _("Risk")
    FITNESS = "fitness", _("Fitness for work")
    SUSPENSION = "suspension", _("Suspension")
    NOT_CERTIFIED = "not_certified", _("Certificates held")
    NO_OTHER_BATCH = "no_other_batch", _("Other training")


class Verdict(models.TextChoices):
    MEETS = "meets", _("Meets the rules")
    FAILS = "fails", _("Does not meet the rules")
    MISSING = "missing", _("Data incomplete")


SENTENCES: dict[tuple[str, str], str | Promise] = {
    ("custody", "meets"): _("In custody at this facility."),
    ("custody", "fails"): _("Is not in custody at this facility."),
    ("status", "meets"): _("Sentenced."),
    ("status", "fails"): _("Still on remand; the program is for sentenced people."),
    ("status", "missing"): _("Legal status cannot be read from the register number. Complete the register class."),
    ("age", "meets"): _("%(age)s years old when the batch starts."),
    ("age", "fails"): _("%(age)s years old when the batch starts; the program is for %(range)s."),
    ("age", "missing"): _("Date of birth is not yet known. Complete it first."),
    ("education", "meets"): _("Last education %(education)s."),
    ("education", "fails"): _("Last education %(education)s; at least %(minimum)s is needed."),
    ("education", "missing"): _("Last education is not yet known. Complete it first."),
    ("time_left", "meets"): _("Leaves %(leaves_on)s at the earliest, after course and assessment (%(needed)s)."),
    ("time_left", "fails"): _("Leaves %(leaves_on)s, before course and assessment are over (%(needed)s)."),
    ("time_left", "missing"): _("Earliest leaving date is not yet known. Complete the limiting dates."),
    ("suspension", "meets"): _("No running suspension."),
    ("suspension", "fails"): _("Suspended from training since %(from)s until %(until)s."),
    ("not_certified", "meets"): _("Holds no certificate of this scheme yet."),
    ("not_certified", "fails"): _("Already holds a certificate of %(scheme)s."),
    ("no_other_batch", "meets"): _("In no other running batch."),
    ("no_other_batch", "fails"): _("Clashes with %(batch)s until %(until)s."),
    ("conduct", "meets"): _("Conduct: %(value)s, valid until %(until)s."),
    ("conduct", "fails"): _("Conduct: %(value)s; needed is %(allowed)s."),
    ("conduct", "missing"): _("Conduct has not been assessed yet. Complete it first."),
    ("conduct", "expired"): _("The conduct assessment expired on %(until)s. Renew it first."),
    ("risk", "meets"): _("Risk: %(value)s, valid until %(until)s."),
    ("risk", "fails"): _("Risk: %(value)s; needed is %(allowed)s."),
    ("risk", "missing"): _("Risk has not been assessed yet. Complete it first."),
    ("risk", "expired"): _("The risk assessment expired on %(until)s. Renew it first."),
    ("fitness", "meets"): _("Fitness for work: %(value)s, valid until %(until)s."),
    ("fitness", "fails"): _("Fitness for work: %(value)s; needed is %(allowed)s."),
    ("fitness", "missing"): _("Fitness for work has not been examined yet. Complete it first."),
    ("fitness", "expired"): _("The fitness examination expired on %(until)s. Renew it first."),
}


@dataclass(frozen=True)
class Answer:
    """What one rule answered about one person, with the values it saw (ISO dates, codes)."""

    kind: str
    verdict: str
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def message(self) -> str:
        """A whole sentence in the reader's language."""
        template = SENTENCES[self.kind, self.seen.get("wording", self.verdict)]
        return str(template) % {name: _shown(name, value) for name, value in self.seen.items()}

    @property
    def missing(self) -> bool:
        return self.verdict == Verdict.MISSING

    def as_row(self) -> dict[str, Any]:
        """As it is kept with an application."""
        return {"kind": self.kind, "answer": self.verdict, "value": self.seen, "message": self.message}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Answer":
        return cls(row["kind"], row["answer"], row["value"])

    def as_blocker(self) -> Blocker:
        return Blocker(f"entry_{self.kind}", self.message, missing=self.missing, values=self.seen)


def default_rules() -> dict[str, dict[str, Any]]:
    """The parts, with their parameters, with which a new version of a program begins."""
    return {
        Kind.STATUS.value: {"sentenced": True},
        Kind.AGE.value: {"minimum": 18, "maximum": None},
        Kind.EDUCATION.value: {"minimum": "SD"},
        Kind.TIME_LEFT.value: {},
        Kind.CONDUCT.value: {"allowed": ["good", "fair"]},
        Kind.RISK.value: {"allowed": ["low", "medium"]},
        Kind.FITNESS.value: {"allowed": ["fit", "limited"]},
        Kind.SUSPENSION.value: {},
        Kind.NOT_CERTIFIED.value: {},
        Kind.NO_OTHER_BATCH.value: {},
    }


def evaluate(batch: Batch, inmates: Iterable[Inmate], *, on: date) -> dict[int, list[Answer]]:
    """Every rule of the batch's version in force on `on`, asked about every person; by primary key.

    Six queries, however many people. That somebody is in custody here is always asked.
    """
    return ask(batch, known_of(inmates, batch), on=on)


def ask(batch: Batch, known: dict[int, Facts], *, on: date) -> dict[int, list[Answer]]:
    """As `evaluate`, of facts that are known already; one query."""
    rules = list(EntryRule.objects.filter(version=batch.version_id).on(on))
    checks = [(Kind.CUSTODY.value, {}), *((rule.kind, rule.parameters) for rule in rules)]
    return {
        pk: [CHECKS[kind](facts, parameters, batch, on) for kind, parameters in checks] for pk, facts in known.items()
    }


def verdict_of(answers: Iterable[Answer]) -> Verdict:
    """ "Fails" when one part fails, else "data incomplete" when one is missing, else "meets"."""
    verdicts = {answer.verdict for answer in answers}
    return next(found for found in (Verdict.FAILS, Verdict.MISSING, Verdict.MEETS) if found in {*verdicts, "meets"})


def unmet(answers: Iterable[Answer]) -> list[Answer]:
    """The answers that stand in the way, failures before missing data."""
    return sorted((a for a in answers if a.verdict != Verdict.MEETS), key=lambda answer: answer.verdict)


def _custody(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
    return _yes_or_no(Kind.CUSTODY, facts.inmate.facility_id == batch.facility_id)


def _status(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
    if facts.is_sentenced is None:
        return Answer(Kind.STATUS, Verdict.MISSING)
    return _yes_or_no(Kind.STATUS, facts.is_sentenced)


def _age(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
    born, start = facts.inmate.birth_date, batch.starts_on
    if born is None:
        return Answer(Kind.AGE, Verdict.MISSING)
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
    low, high = parameters.get("minimum") or 0, parameters.get("maximum")
    fits = low <= age and (high is None or age <= high)
    return _yes_or_no(Kind.AGE, fits, age=age, range=[low, high])


def _education(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
    if not facts.inmate.education:
        return Answer(Kind.EDUCATION, Verdict.MISSING)
    order = Education.values
    fits = order.index(facts.inmate.education) >= order.index(parameters["minimum"])
    return _yes_or_no(Kind.EDUCATION, fits, education=facts.inmate.education, minimum=parameters["minimum"])


def _time_left(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
    if facts.leaves_on is None:
        return Answer(Kind.TIME_LEFT, Verdict.MISSING)
    needed = batch.leaves_before
    return _yes_or_no(Kind.TIME_LEFT, facts.leaves_on >= needed, leaves_on=facts.leaves_on, needed=needed)


def _classified(kind: Kind) -> Callable[[Facts, dict, Batch, date], Answer]:
    def check(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
        row = facts.classes.get(kind.value)
        if row is None or (row.from_date and row.from_date > on):
            return Answer(kind.value, Verdict.MISSING)
        until = row.until.isoformat()
        if row.until < on:
            return Answer(kind.value, Verdict.MISSING, {"wording": "expired", "value": row.value, "until": until})
        fits = row.value in parameters["allowed"]
        return _yes_or_no(kind, fits, value=row.value, until=row.until, allowed=parameters["allowed"])

    return check


def _suspension(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
    """A suspension stands in the way when it runs today or on the day on which the batch starts."""
    for row in facts.suspensions:
        for day in (on, batch.starts_on):
            if (row.from_date is None or row.from_date <= day) and (row.until is None or row.until >= day):
                return _yes_or_no(Kind.SUSPENSION, False, **{"from": row.from_date, "until": row.until})
    return Answer(Kind.SUSPENSION, Verdict.MEETS)


def _not_certified(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
    return _yes_or_no(Kind.NOT_CERTIFIED, not facts.certified_in, scheme=facts.certified_in)


def _no_other_batch(facts: Facts, parameters: dict, batch: Batch, on: date) -> Answer:
    other = facts.other_batch
    if other is None or batch.version.allows_parallel_batches:
        return Answer(Kind.NO_OTHER_BATCH, Verdict.MEETS)
    return _yes_or_no(Kind.NO_OTHER_BATCH, False, batch=other.name, until=other.leaves_before)


def _yes_or_no(kind: Kind, is_met: bool, **seen: Any) -> Answer:
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in seen.items()}
    return Answer(kind.value, Verdict.MEETS if is_met else Verdict.FAILS, kept)


CHECKS: dict[str, Callable[[Facts, dict, Batch, date], Answer]] = {
    Kind.CUSTODY: _custody,
    Kind.STATUS: _status,
    Kind.AGE: _age,
    Kind.EDUCATION: _education,
    Kind.TIME_LEFT: _time_left,
    Kind.CONDUCT: _classified(Kind.CONDUCT),
    Kind.RISK: _classified(Kind.RISK),
    Kind.FITNESS: _classified(Kind.FITNESS),
    Kind.SUSPENSION: _suspension,
    Kind.NOT_CERTIFIED: _not_certified,
    Kind.NO_OTHER_BATCH: _no_other_batch,
}

DATES = frozenset({"leaves_on", "needed", "from", "until"})
REQUIREMENTS: dict[str, str | Promise] = {
    Kind.CUSTODY: _("Is in custody at the facility of the batch."),
    Kind.STATUS: _("Is sentenced (register class B)."),
    Kind.AGE: _("Is %(range)s when the batch starts."),
    Kind.EDUCATION: _("Has finished at least %(minimum)s."),
    Kind.TIME_LEFT: _("Leaves at the earliest on or after the day on which course and assessment are over."),
    Kind.CONDUCT: _("Conduct is valid and %(allowed)s."),
    Kind.RISK: _("Risk is valid and %(allowed)s."),
    Kind.FITNESS: _("Fitness for work is valid and: %(allowed)s."),
    Kind.SUSPENSION: _("Is not suspended from training."),
    Kind.NOT_CERTIFIED: _("Holds no certificate of the same scheme yet."),
    Kind.NO_OTHER_BATCH: _("Has no place in another running batch."),
}


def requirement(kind: str, parameters: dict[str, Any]) -> str:
    """What a rule asks for, as a sentence for people."""
    words = {**parameters, "range": [parameters.get("minimum"), parameters.get("maximum")]}
    return str(REQUIREMENTS[kind]) % {name: _shown(name, value) for name, value in words.items()}


def _shown(name: str, value: Any) -> str:
    """A kept value in words: dates, ranges of age, codes of catalogs."""
    if name in DATES:
        return formats.date_format(date.fromisoformat(value), "j M Y") if value else str(_("further notice"))
    if name == "range":
        return _age_range(*value)
    if name == "allowed":
        return " / ".join(str(Classification.Value(code).label).lower() for code in value)
    if name == "value":
        return str(Classification.Value(value).label).lower()
    if name in ("education", "minimum") and value in Education.values:
        return str(Education(value).label)
    return str(value)


def _age_range(low: int | None, high: int | None) -> str:
    if high is None:
        return str(_("%(low)s years or older")) % {"low": low or 0}
    return str(_("%(low)s to %(high)s years old")) % {"low": low or 0, "high": high}


def requirements(version: ProgramVersion, *, on: date) -> list[str]:
    """The rules in force on `on` in plain words, for everybody to read."""
    return [requirement(rule.kind, rule.parameters) for rule in EntryRule.objects.filter(version=version).on(on)]
