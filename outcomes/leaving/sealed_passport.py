"""A skill passport with its seal, and the signed file that says the same for other programs."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from certification.register.models import HolderPaper
from certification.sealing import holder_papers
from certification.verification import statement_keys, tokens
from core import clock
from core.errors import Blocker, RuleViolation
from outcomes.leaving import passport_paper, skill_passport
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


@holder_papers.made_of_register.register
def made_of_register(paper: HolderPaper) -> tuple[dict[str, Any], bytes] | None:
    """The sheet as the register makes it for the office, day and code of this row, if its place is the newest told."""
    center = paper.enrollment.batch.training_center
    shown, zone = Enrollment.objects.filter(batch__training_center=center), center.time_zone
    if paper.office != center.code:
        shown = Enrollment.objects.of_facilities().filter(batch__facility__code=paper.office)
        zone = paper.enrollment.batch.facility.time_zone if paper.enrollment.batch.facility else zone
    own = skill_passport.with_units(shown).filter(person=paper.enrollment.person_id)
    related = ("person", "batch__version__program", "batch__training_center")
    places = list(own.select_related(*related).order_by("-batch__ends_on", "-pk"))
    if not places or places[0].pk != paper.enrollment_id:
        return None
    today, short = clock.local(paper.made_at, zone).date(), skill_passport.with_short_courses(shown)
    passport = skill_passport.passport_of(places, center, on=today, short=short)
    if passport is None:
        return None
    with translation.override("id"):
        printed = passport_paper.words(passport, today=today, code=paper.code)
    return printed, passport_paper.sheet(passport, today=today, code=paper.code)


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
