"""What papers would say if issued now, including number and last day, and whether they could be printed.

Nothing is reserved: a number is promised to nobody.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.models import TrainingCenter
from certification.assessment import certificate_gate
from certification.assessment.standing import Standing
from certification.certificate_templates import printed_words
from certification.certificates import issue_calendar
from certification.papers import attendance_paper, certificate_paper, statement_paper
from certification.papers.paper_neutrality import neutrality_reasons
from certification.register.models import Certificate, NumberSeries
from certification.register.number_series import last_day, pattern_for, written
from certification.verification import signed_facts, statement_keys
from core.errors import Blocker, RuleViolation
from inmates.custody.telltale_words import office_names
from printing.box_fit import blockers_of
from programs.batches.models import Batch

Paper = NumberSeries.Paper
PAPERS = {
    Paper.CERTIFICATE: certificate_paper,
    Paper.STATEMENT: statement_paper,
    Paper.ATTENDANCE: attendance_paper,
}
# Placeholder for the code, as wide as real ones.
NO_CODE = "0" * 26
# A preview promises no number: the next certificate issued gets it.
UNNUMBERED = "(saat terbit)"


@dataclass(frozen=True)
class Expected:
    """What the next paper would get now: printed number, day of issue, last day (None: unlimited).

    Also the facilities it must not name.
    """

    number: str
    issued_on: date
    valid_until: date | None
    offices: tuple[str, ...] = ()


def expected(batch: Batch, paper: str) -> Expected:
    """What the next paper of this kind would get from the batch's center; for words not to be issued yet."""
    center = batch.training_center
    on = issue_calendar.coming_day(center)
    pattern, months, used = _series(center, paper, on.year)
    return Expected(written(pattern, used + 1, on), on, last_day(months, on), office_names())


def numbered(center: TrainingCenter, certificates: Sequence[Certificate], *, on: date) -> list[tuple[Certificate, str]]:
    """Each certificate with the number it gets if they are issued in this order on that day."""
    series = {paper: _series(center, paper, on.year) for paper in sorted({one.paper for one in certificates})}
    taken: Counter[str] = Counter()
    found = []
    for one in certificates:
        pattern, _months, used = series[one.paper]
        taken[one.paper] += 1
        found.append((one, written(pattern, used + taken[one.paper], on)))
    return found


def _series(center: TrainingCenter, paper: str, year: int) -> tuple[str, int | None, int]:
    """Pattern, months of validity and last number of that year, whether or not its series is open."""
    series = NumberSeries.objects.filter(training_center=center, paper=paper, year=year).first()
    if series:
        return series.pattern, series.validity_months, series.last_number
    return *pattern_for(center, paper, year), 0


def print_blockers(standing: Standing, paper: str, coming: Expected) -> list[Blocker]:
    """Words that do not fit the paper, are missing, or reveal where the holder was trained."""
    try:
        words = _draft(standing, paper, coming)
    except RuleViolation as violation:
        return violation.reasons
    # Facilities are checked by name only here: the paper modules have no database access.
    named = neutrality_reasons(words, coming.offices)
    return blockers_of(list(dict.fromkeys([*PAPERS[Paper(paper)].check_printable(words), *named])))


def _draft(standing: Standing, paper: str, coming: Expected) -> Mapping[str, object]:
    """The words as they would be printed now, without a code."""
    words = printed_words.WORDS[Paper(paper)](
        standing,
        number=coming.number,
        code=NO_CODE,
        issued_on=coming.issued_on,
        valid_until=coming.valid_until,
    )
    # Measured with the symbol of signed facts even without a key: there may be one by the time of issue.
    return signed_facts.draft(words) if paper == Paper.CERTIFICATE else words


def words_before_issue(standing: Standing, paper: str, coming: Expected) -> Mapping[str, object]:
    """What the paper would say if issued now."""
    words, center = _draft(standing, paper, coming), standing.enrollment.batch.training_center
    is_plain = paper == Paper.CERTIFICATE and not statement_keys.active_key(center)
    return signed_facts.unsigned(words) if is_plain else words


def preview_pdf(certificate: Certificate) -> bytes:
    """The paper as it would be issued now, with CONTOH across every page. Raises `Unprintable`."""
    standing, coming = (
        certificate_gate.standing_of(certificate.enrollment),
        expected(certificate.batch, certificate.paper),
    )
    words = words_before_issue(standing, certificate.paper, replace(coming, number=UNNUMBERED))
    return PAPERS[Paper(certificate.paper)].render(words, preview=True)
