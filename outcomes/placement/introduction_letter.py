"""The letter of introduction: the training center presents a graduate by units and certificates, and by nothing else.

Its words are fixed when the person agrees to them. It names no day and no place of training.
"""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.letterhead import of_center
from accounts.models import TrainingCenter
from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate
from core.errors import Blocker
from core.templatetags.dates import day_full
from outcomes.followup.models.consents import Consent
from outcomes.needs.neutral_words import words_found
from outcomes.placement.codes import Step
from outcomes.placement.models import Introduction
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from programs.catalog.unit_codes import code_key
from programs.recognized_units.models import RecognizedUnit

MOST_PAGES = 3
PRINTED_AT = (Step.AGREED, Step.SENT, Step.INTERVIEW, Step.HIRED, Step.STARTED)


def words_for(introduction: Introduction) -> dict[str, Any]:
    """What the letter will say of person and job, as read to the person before the yes; four queries."""
    vacancy, consent = introduction.vacancy, introduction.consent
    return {
        "name": consent.person.full_name,
        "employer": vacancy.employer.name,
        "village": vacancy.employer.village,
        "job": vacancy.job,
        "units": _units(consent),
        "certificates": [{"number": number, "program": program} for number, program in _certificates(consent)],
    }


def _units(consent: Consent) -> list[dict[str, str]]:
    """Units passed at the center, then those that it has recognized, with the paper that says so."""
    passed = dict(_passed(consent))
    keys = {code_key(code) for code in passed}
    told = [{"code": code, "title": title} for code, title in passed.items()]
    recognized = {row.code_key: row for row in _recognized(consent).order_by("-code", "-pk")}
    for key, row in reversed(recognized.items()):
        # A paper may have been given where somebody was; the letter never says so.
        if key not in keys and not words_found(row.title):
            source = "" if words_found(row.source) else row.source
            told.append({"code": row.code, "title": row.title, "source": source})
    return told


def _recognized(consent: Consent) -> QuerySet[RecognizedUnit]:
    accepted = RecognizedUnit.objects.accepted()
    return accepted.filter(person=consent.person_id, training_center=consent.training_center_id)


def _passed(consent: Consent) -> list[tuple[str, str]]:
    results = UnitResult.objects.latest().filter(
        enrollment__person=consent.person_id,
        enrollment__batch__training_center=consent.training_center_id,
        result=UnitResult.Result.COMPETENT,
    )
    return list(results.order_by("enrollment", "unit__position").values_list("unit__code", "unit__title"))


def _certificates(consent: Consent) -> list[tuple[str, str]]:
    found = Certificate.objects.filter(
        enrollment__person=consent.person_id,
        batch__training_center=consent.training_center_id,
        state=Certificate.State.ISSUED,
    )
    return list(found.order_by("issued_on", "pk").values_list("number_text", "batch__version__program__name"))


def print_blockers(introduction: Introduction, *, day: date) -> list[Blocker]:
    """Why the letter is not printed on this day: the yes, its certificates and recognized units must still stand; one
    query, two with recognized units.
    """
    consent = introduction.consent
    if introduction.step not in PRINTED_AT or not introduction.letter:
        return [Blocker("step", _("At this step there is no letter to print."))]
    if not (consent.is_agreed and consent.may_match):
        return [Blocker("not_now", _("This person is not to be proposed for jobs now."))]
    numbers = {one["number"] for one in introduction.letter["certificates"]}
    if numbers - _in_force(consent, numbers, day):
        sentence = _(
            "A certificate named in this letter is no longer in force. Tell the person and do not use the letter."
        )
        return [Blocker("certificate", sentence)]
    codes = {one["code"] for one in introduction.letter["units"] if "source" in one}
    if codes and codes - set(_recognized(consent).filter(code__in=codes).values_list("code", flat=True)):
        sentence = _("A unit named in this letter is no longer recognized. Tell the person and do not use the letter.")
        return [Blocker("unit", sentence)]
    return []


def _in_force(consent: Consent, numbers: set[str], day: date) -> set[str]:
    found = Certificate.objects.filter(
        enrollment__person=consent.person_id,
        batch__training_center=consent.training_center_id,
        state=Certificate.State.ISSUED,
        number_text__in=numbers,
    )
    return {one.number_text for one in found.only("number_text", "valid_until") if not one.has_expired(day)}


def letter(introduction: Introduction, *, day: date) -> bytes:
    """The PDF, in Indonesian. Raises `RuleViolation` if a text cannot be printed."""
    center = introduction.vacancy.training_center
    with translation.override("id"):
        return PAPER.print(_words(introduction.letter or {}, center, day))


def _words(said: dict[str, Any], center: TrainingCenter, day: date) -> dict[str, Any]:
    numbers = ", ".join(one["number"] for one in said["certificates"])
    return {
        "issuer": of_center(center),
        "title": "Surat Pengantar",
        "facts": [
            {"label": "Kepada", "value": ", ".join(filter(None, (said["employer"], said["village"])))},
            {"label": "Nomor", "value": "……………………"},
            {"label": "Nama", "value": said["name"]},
            {"label": "Pekerjaan", "value": said["job"]},
        ],
        "numbers": numbers,
        "center": center.official_name,
        "units": said["units"],
        "place_and_day": f"{center.place_of_issue}, {day_full(day)}",
        "hands": [{"role": center.head_title, "name": center.head_name, "number": center.head_number}],
        "foot": "Keabsahan sertifikat dapat diperiksa dengan kode QR di sertifikatnya.",
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    ruler.fit(data["foot"], data["foot"], SANS, [(7.5, 120)])
    for hand in data["hands"]:
        ruler.fit(hand["role"], hand["role"], SANS, [(9.5, 84), (8, 84)])
        ruler.fit(hand["role"], hand["name"], SANS_BOLD, [(9.5, 84), (8, 84)])
        ruler.fit(hand["role"], hand["number"], SANS, [(9.5, 84), (8, 84)])
    return Layout({**data, "units": [printable_parts(unit, SANS) for unit in data["units"]]})


PAPER = Paper("outcomes/placement/papers/introduction_letter.html", ("papers.css",), _lay_out, MOST_PAGES)
