"""A skill passport with its seal, and the signed file that says the same for other programs."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from certification.register.models import HolderPaper
from certification.sealing import holder_papers
from certification.verification import statement_keys, tokens
from core.errors import Blocker, RuleViolation
from outcomes.leaving import passport_paper
from outcomes.leaving.skill_passport import Passport
from programs.places.models import Enrollment

SIGNED_NAME = "paspor-keterampilan.jwt"


def have_sealed(passport: Passport, place: Enrollment, *, by: User, today: date) -> bool:
    """Makes the sheet anew and asks for its seal, unless the office has a sealed one that tells this; whether it may
    hope for one. `place` is the newest that it tells of. Raises `RuleViolation`.
    """

    def make(code: str) -> tuple[dict[str, Any], bytes]:
        printed = passport_paper.words(passport, today=today, code=code)
        return printed, passport_paper.sheet(passport, today=today, code=code)

    return holder_papers.begin(place, passport_paper.told(passport, today=today), by=by, make=make)


def sealed(passport: Passport, place: Enrollment, *, by: User, today: date) -> HolderPaper | None:
    """The office's sealed sheet that tells this; None if there is none."""
    return holder_papers.sealed_of(place, passport_paper.told(passport, today=today), by=by)


def signed_file(paper: HolderPaper) -> str:
    """The facts of a sealed sheet as a token signed by the training center (JWS), without birth data.

    It names the digest of the PDF, so each proves the other. Raises `RuleViolation` without a key that signs.
    """
    key = statement_keys.active_key(paper.enrollment.batch.training_center)
    if key is None:
        sentence = _("The training center has no key that signs facts, so there is no signed file.")
        raise RuleViolation(Blocker("no_key", sentence))
    words, issuer = paper.words, tokens.issuer_of(key)
    facts = {
        "iss": issuer["id"],
        "issuer": issuer["name"],
        "jti": f"urn:uuid:{paper.public_id}",
        "type": words["title"],
        "name": words["holder"]["name"],
        "month": words["place_date"].rpartition(", ")[2],
        "units": [{name: unit[name] for name in ("code", "title", "jp", "month")} for unit in words["units"]],
        "total_jp": words["total_jp"],
        "hours": words["hours"],
        "certificates": words["certificates"],
        "short_courses": words["short_courses"],
        "check": tokens.address("check", paper.code),
        "pdf_sha256": paper.sha256,
    }
    return tokens.signed(facts, key)
