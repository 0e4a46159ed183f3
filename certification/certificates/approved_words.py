"""The words that were approved: what is issued later must say the same or be approved again.

Number format and validity come from the series, which one person alone opens, so they are approved along with the
words.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import TrainingCenter
from certification.certificate_templates import printed_words
from certification.certificate_templates.printed_words import Earned
from certification.papers import paper_facts
from certification.register import number_series
from certification.register.models import Certificate, NumberSeries
from certification.register.number_series import Terms
from core import clock
from core.errors import Blocker

# Number, code, day and last day are added only at issue: they are left out, or replaced by the same placeholders.
_NO_NUMBER, _NO_CODE, _NO_DAY = "", "0" * 26, date(2000, 1, 1)
_ADDED = ("number", "check", "issued_on", "foot")
# The reader's names for the facts, in display order; keys missing here are template texts.
FACTS = {
    "name": gettext_lazy("the name"),
    "birth": gettext_lazy("place and date of birth"),
    "program": gettext_lazy("the program"),
    "training": gettext_lazy("the facts of the training"),
    "units": gettext_lazy("the units"),
    "issuer": gettext_lazy("the training center"),
    "place": gettext_lazy("the place of issue"),
    "signatory": gettext_lazy("who signs"),
    "photo": gettext_lazy("the photo"),
    "texts": gettext_lazy("the texts of the template"),
    "pattern": gettext_lazy("the pattern of the number"),
    "validity": gettext_lazy("the validity"),
    "beginning": gettext_lazy("the first number of the series"),
}
_FACT_OF = {
    "program": "program",
    "units": "units",
    "subjects": "units",
    "total_hours": "units",
    "issuer": "issuer",
    "place_date": "place",
    "signatory": "signatory",
    "second": "signatory",
    "opening": "signatory",
    "photo": "photo",
    "photo_frame": "photo",
}


def digests(earned: Earned, paper: str) -> dict[str, str]:
    """SHA-256 of the words of each fact, as the paper would print them now."""
    words = printed_words.WORDS[NumberSeries.Paper(paper)](
        earned, number=_NO_NUMBER, code=_NO_CODE, issued_on=_NO_DAY, valid_until=None
    )
    facts: dict[str, dict[str, Any]] = {fact: {} for fact in FACTS}
    for key, value in words.items():
        if key not in _ADDED:
            _sort_in(facts, key, value)
    facts |= _facts_of(_terms_now(earned.enrollment.batch.training_center, paper))
    return {fact: _digest(value) for fact, value in facts.items()}


def _facts_of(terms: Terms) -> dict[str, dict[str, Any]]:
    return {
        "pattern": {"pattern": terms.pattern},
        "validity": {"months": terms.validity_months},
        "beginning": {"used_before": terms.used_before},
    }


def _terms_now(center: TrainingCenter, paper: str) -> Terms:
    # Computed once per center object, like its template; a class of two hundred shares it.
    kept: dict[tuple[str, int], Terms] = vars(center).setdefault("terms_of_series", {})
    key = paper, clock.today(center.time_zone).year
    if key not in kept:
        kept[key] = number_series.terms_of(center, *key)
    return kept[key]


def version_of(earned: Earned, paper: str) -> str:
    """SHA-256 over everything `digests` covers: changes as soon as the paper would say something else."""
    return _digest(digests(earned, paper))


def _sort_in(facts: dict[str, dict[str, Any]], key: str, value: Any) -> None:
    if key == "holder":
        facts["name"][key], facts["birth"][key] = value["name"], value.get("birth", "")
    elif key == "person":
        for row in value:
            facts[paper_facts.FACTS[row["label"]].approved_as][row["label"]] = row["value"]
    elif key == "facts":
        for fact in value:
            # Their English labels come from the template.
            kind = facts[paper_facts.FACTS[fact["label"]].approved_as]
            kind.setdefault(key, []).append([fact["label"], fact["value"]])
    else:
        facts[_FACT_OF.get(key, "texts")][key] = value


def _digest(value: Mapping[str, Any]) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def blockers(certificate: Certificate, earned: Earned) -> list[Blocker]:
    """Whether an approved certificate would now say something other than what was approved."""
    if certificate.state != Certificate.State.APPROVED:
        return []
    approved, now = certificate.approved_words, digests(earned, certificate.paper)
    if not FACTS.keys() <= approved.keys():
        text = _("It is not recorded which words were approved. The head of the center must approve it again.")
        return [Blocker("approved_words", text, values={"facts": []})]
    changed = [fact for fact in FACTS if _differs(fact, approved, now)]
    return [_changed_blocker(changed)] if changed else []


def terms_blockers(certificate: Certificate, series: NumberSeries) -> list[Blocker]:
    """Whether the series, now locked, has terms other than those approved; a number has already been taken."""
    now = {fact: _digest(value) for fact, value in _facts_of(Terms.of(series)).items()}
    changed = [fact for fact in now if _differs(fact, certificate.approved_words, now)]
    return [_changed_blocker(changed)] if changed else []


def _differs(fact: str, approved: Mapping[str, str], now: Mapping[str, str]) -> bool:
    # A new year starts from one again automatically; nobody needs to approve that.
    is_plain_beginning = fact == "beginning" and now[fact] == _PLAIN_BEGINNING
    return approved.get(fact) != now[fact] and not is_plain_beginning


def _changed_blocker(facts: Iterable[str]) -> Blocker:
    text = _("Changed since the approval: %(facts)s. The head of the center must approve it again.")
    names = [str(FACTS[fact]) for fact in facts]
    return Blocker("approved_words", text % {"facts": ", ".join(names)}, values={"facts": names})


_PLAIN_BEGINNING = _digest(_facts_of(Terms("", None, 0))["beginning"])
