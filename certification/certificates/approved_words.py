"""The words that were approved: what is issued afterwards says the same, or it is approved anew."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.assessment.certificate_gate import Standing
from certification.certificate_templates import printed_words
from certification.register.models import Certificate, NumberSeries
from core.errors import Blocker

# Only the issue adds number, code, day and last day: they are left out, or the same for all.
_NO_NUMBER, _NO_CODE, _NO_DAY = "", "0" * 26, date(2000, 1, 1)
_ADDED = ("number", "check", "issued_on", "foot")
# What a reader calls it, in the order in which it is told; a key that is not named here is text of the template.
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
}
_FACT_OF = {
    "program": "program",
    "units": "units",
    "total_hours": "units",
    "issuer": "issuer",
    "place_date": "place",
    "signatory": "signatory",
    "second": "signatory",
    "opening": "signatory",
    "photo": "photo",
    "photo_frame": "photo",
}
_FACT_OF_ROW = {"Nama": "name", "Tempat, tanggal lahir": "birth", "Program pelatihan": "program"}


def digests(standing: Standing, paper: str) -> dict[str, str]:
    """SHA-256 of the words of each fact, as the paper would print them now."""
    words = printed_words.WORDS[NumberSeries.Paper(paper)](
        standing, number=_NO_NUMBER, code=_NO_CODE, issued_on=_NO_DAY, valid_until=None
    )
    facts: dict[str, dict[str, Any]] = {fact: {} for fact in FACTS}
    for key, value in words.items():
        if key not in _ADDED:
            _sort_in(facts, key, value)
    return {fact: _digest(value) for fact, value in facts.items()}


def version_of(standing: Standing, paper: str) -> str:
    """SHA-256 of all that `digests` covers: another one as soon as the paper would say something else."""
    return _digest(digests(standing, paper))


def _sort_in(facts: dict[str, dict[str, Any]], key: str, value: Any) -> None:
    if key == "holder":
        facts["name"][key], facts["birth"][key] = value["name"], value.get("birth", "")
    elif key == "person":
        for row in value:
            facts[_FACT_OF_ROW.get(row["label"], "training")][row["label"]] = row["value"]
    elif key == "facts":
        # Their labels in English come from the template.
        facts["training"][key] = [[fact["label"], fact["value"]] for fact in value]
    else:
        facts[_FACT_OF.get(key, "texts")][key] = value


def _digest(value: Mapping[str, Any]) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def blockers(certificate: Certificate, standing: Standing) -> list[Blocker]:
    """Whether an approved certificate would say anything else now than what was approved."""
    if certificate.state != Certificate.State.APPROVED:
        return []
    approved, now = certificate.approved_words, digests(standing, certificate.paper)
    if not approved:
        text = _("It is not recorded which words were approved. The head of the center must approve it again.")
        return [Blocker("approved_words", text)]
    changed = [str(label) for fact, label in FACTS.items() if approved.get(fact) != now[fact]]
    if not changed:
        return []
    text = _("Changed since the approval: %(facts)s. The head of the center must approve it again.")
    return [Blocker("approved_words", text % {"facts": ", ".join(changed)})]
