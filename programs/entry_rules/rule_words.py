"""The parts of entry rules in words: what each asks for, and what its answers say."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inmates.custody.models.stays import Classification
from inmates.people.codes import Education


class Kind(models.TextChoices):
    """What a part of entry rules asks about; the codes stand in rules and kept answers and never change."""

    CUSTODY = "custody", _("In custody here")
    STATUS = "status", _("Legal status")
    AGE = "age", _("Age")
    EDUCATION = "education", _("Education")
    TIME_LEFT = "time_left", _("Time left")
    SHARE_SERVED = "share_served", _("Share of the sentence served")
    CONDUCT = "conduct", _("Conduct")
    RISK = "risk", _("Risk")
    FITNESS = "fitness", _("Fitness for work")
    SUSPENSION = "suspension", _("Suspension")
    PREREQUISITE = "prerequisite", _("Training needed before")
    NOT_CERTIFIED = "not_certified", _("Certificates held")
    NO_OTHER_BATCH = "no_other_batch", _("Other training")
    CLASH = "clash", _("Timetable")
    APART = "apart", _("People to be kept apart")


# What a training center may read of the rules: nothing of custody, so no participant is told apart by them.
OF_LEARNING = frozenset({
    Kind.AGE, Kind.EDUCATION, Kind.PREREQUISITE, Kind.NOT_CERTIFIED, Kind.NO_OTHER_BATCH, Kind.CLASH,
})  # fmt: skip


# By kind and wording, as answers are kept: a sentence may be reworded, its key never.
SENTENCES: dict[tuple[str, str], str | Promise] = {
    ("custody", "meets"): _("In custody at this facility."),
    ("custody", "fails"): _("Is not in custody at this facility."),
    ("status", "meets"): _("Sentenced."),
    ("status", "fails"): _("Still on remand; the program is for sentenced people."),
    ("status", "meets_remand"): _("On remand."),
    ("status", "fails_remand"): _("Sentenced; the program is for people on remand."),
    ("status", "missing"): _("Legal status cannot be read from the register number. Complete the register class."),
    ("age", "meets"): _("%(age)s years old when the batch starts."),
    ("age", "fails"): _("%(age)s years old when the batch starts; the program is for %(range)s."),
    ("age", "missing"): _("Date of birth is not yet known. Complete it first."),
    ("education", "meets"): _("Last education %(education)s."),
    ("education", "fails"): _("Last education %(education)s; at least %(minimum)s is needed."),
    ("education", "missing"): _("Last education is not yet known. Complete it first."),
    ("time_left", "meets"): _(
        "Leaves %(leaves_on)s at the earliest; course and assessment are over by then (%(needed)s)."
    ),
    ("time_left", "fails"): _("Leaves %(leaves_on)s, before course and assessment are over (%(needed)s)."),
    ("time_left", "late"): _("Leaves %(leaves_on)s at the earliest; the program is for whoever leaves by %(latest)s."),
    ("time_left", "missing"): _("Earliest leaving date is not yet known. Complete the limiting dates."),
    ("time_left", "unknown"): _("On remand: before there is a sentence the time left cannot be counted."),
    ("share_served", "meets"): _("Has served %(percent)s%% of the sentence when the batch starts."),
    ("share_served", "at_least"): _("Has served %(percent)s%% of the sentence or more when the batch starts."),
    ("share_served", "fails"): _(
        "Has served %(percent)s%% of the sentence when the batch starts; at least %(least)s is needed."
    ),
    ("share_served", "missing"): _(
        "How much of the sentence is served is not yet known. Complete the two-thirds date and the end of the sentence."
    ),
    ("share_served", "unknown"): _("On remand: before there is a sentence no share of it is served."),
    ("suspension", "meets"): _("No running suspension."),
    ("suspension", "fails"): _("Suspended from training since %(from)s until %(until)s."),
    ("prerequisite", "meets"): _("Holds a certificate of %(program)s."),
    ("prerequisite", "fails"): _("Holds no certificate of %(program)s, which is needed before."),
    ("prerequisite", "missing"): _("Has completed %(program)s; its certificate is not issued yet."),
    ("not_certified", "meets"): _("Holds no certificate of this scheme yet."),
    ("not_certified", "fails"): _("Already holds a certificate of %(scheme)s."),
    ("no_other_batch", "meets"): _("In no other running batch."),
    ("no_other_batch", "fails"): _("Clashes with %(batch)s until %(until)s."),
    ("clash", "meets"): _("No lessons at the same time as other training."),
    ("clash", "fails"): _("Lessons fall on the same time as those of %(batch)s, first on %(day)s."),
    ("clash", "missing"): _("Whether lessons clash with %(batch)s is not yet known. Make both timetables first."),
    ("apart", "meets"): _("Nobody in the batch from whom to be kept apart."),
    ("apart", "fails"): _("Must be kept apart from somebody in the batch (%(count)s)."),
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

REQUIREMENTS: dict[str, str | Promise] = {
    "custody": _("Is in custody at the facility of the batch."),
    "status": _("Is sentenced (register class B)."),
    "status_remand": _("Is on remand (register class A)."),
    "age": _("Is %(range)s when the batch starts."),
    "education": _("Has finished at least %(minimum)s."),
    "time_left": _("Leaves at the earliest on or after the day on which course and assessment are over."),
    "time_left_most": _(
        "Leaves at the earliest on or after the day on which course and assessment are over, and at most %(months)s "
        "months later."
    ),
    "share_served": _("Has served at least %(least)s of the sentence when the batch starts."),
    "conduct": _("Conduct is valid and %(allowed)s."),
    "risk": _("Risk is valid and %(allowed)s."),
    "fitness": _("Fitness for work is valid and: %(allowed)s."),
    "suspension": _("Is not suspended from training."),
    "prerequisite": _("Holds a certificate of %(program)s."),
    "not_certified": _("Holds no certificate of the same scheme yet."),
    "no_other_batch": _("Has no place in another running batch."),
    "clash": _("Has no lessons of other training at the same time."),
    "apart": _("Need not be kept apart from anybody in the batch."),
}
DATES = frozenset({"leaves_on", "needed", "latest", "from", "until", "day"})
SHARES = {"1/3": _("a third"), "1/2": _("half"), "2/3": _("two thirds")}


def sentence(kind: str, wording: str, seen: dict[str, Any]) -> str:
    """What an answer says, in the reader's language, with the values of its own day."""
    return str(SENTENCES[kind, wording]) % {name: _shown(name, value) for name, value in seen.items()}


def requirement(kind: str, parameters: dict[str, Any]) -> str:
    """What a rule asks for, as a sentence for people."""
    words = {**parameters, "range": [parameters.get("minimum"), parameters.get("maximum")]}
    if "name" in parameters:
        # A needed program is kept by its id, which tells nobody anything, and by its name of that day.
        words["program"] = parameters["name"]
    key = kind
    if kind == Kind.STATUS and parameters.get("sentenced") is False:
        key = "status_remand"
    if kind == Kind.TIME_LEFT and parameters.get("months"):
        key = "time_left_most"
    return str(REQUIREMENTS[key]) % {name: _shown(name, value) for name, value in words.items()}


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
    if name == "least":
        return str(SHARES.get(value, value))
    return str(value)


def _age_range(low: int | None, high: int | None) -> str:
    if high is None:
        return str(_("%(low)s years or older")) % {"low": low or 0}
    return str(_("%(low)s to %(high)s years old")) % {"low": low or 0, "high": high}
