"""The words by which a job counts as one of a vocation: which hold on a day, and adding and ending them.

What was told before keeps the classification that it got.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, refuse_if
from inmates.custody.telltale_words import folded
from outcomes.followup.contacts import PERMISSION
from outcomes.followup.models.job_words import LONGEST_WORD, JobWord
from outcomes.followup.plain_words import word_blockers
from outcomes.needs.employer_book import center_of
from programs.catalog.models import Vocation

# "las" is a word of the trade; two letters are in every sentence.
FEWEST_LETTERS = 3
_BETWEEN = re.compile(r"[,;/\n\r]+")
# Neither letters and digits nor what stands within such words: "d'tani", "AC-mobil", "k.3", "las & bubut".
_OTHER_SIGNS = re.compile(r"[^\w .&'-]|_")


@dataclass(frozen=True)
class Listed:
    """A vocation with its words, those that count first."""

    vocation: Vocation
    words: list[JobWord]
    ended: list[JobWord]


def plain(word: str) -> str:
    """A word as it is compared: in small letters, with single spaces."""
    return " ".join(folded(word).split())


def _of_center(center: int | None) -> dict[int, list[JobWord]]:
    """The center's words by vocation (key), ended ones too: its own, or those of all where it has none; one query."""
    found: dict[tuple[int, bool], list[JobWord]] = {}
    rows = JobWord.objects.filter(training_center=center) | JobWord.objects.filter(training_center=None)
    for row in rows.select_related("vocation").order_by("vocation__name", "word", "valid_from"):
        found.setdefault((row.vocation_id, row.training_center_id is not None), []).append(row)
    return {key: found.get((key, True)) or rows for (key, _is_own), rows in found.items()}


def words_on(center: int | None, day: date) -> dict[str, list[str]]:
    """The words that count on that day at the center (key), by the vocation's code; one query."""
    return {
        rows[0].vocation.code: [row.word for row in rows if counts_on(row, day)] for rows in _of_center(center).values()
    }


def counts_on(row: JobWord, day: date) -> bool:
    """Whether the word counts on that day."""
    return row.valid_from <= day and (row.ends_on is None or row.ends_on > day)


def listed(center: TrainingCenter, day: date) -> list[Listed]:
    """Every vocation that has words, for the page; words of a later day stand among those that count."""
    return [
        Listed(
            rows[0].vocation,
            [row for row in rows if row.ends_on is None or row.ends_on > day],
            [row for row in rows if row.ends_on is not None and row.ends_on <= day],
        )
        for rows in _of_center(center.pk).values()
    ]


def split(text: str) -> list[str]:
    """The words of a list as somebody types it, each once: between commas, semicolons, slashes and ends of lines."""
    return list(dict.fromkeys(word for part in _BETWEEN.split(text) if (word := plain(part))))


def add_blockers(*, by: User, vocation: Vocation, word: str, valid_from: date) -> list[Blocker]:
    """Why this word cannot be added. A word counts for one vocation: two would both be the trade of such a job."""
    center = by.training_center
    if center is None:
        return [_not_the_center()]
    found, text = authority_blockers(by, PERMISSION, center), plain(word)
    if not FEWEST_LETTERS <= len(text) <= LONGEST_WORD:
        sentence = _("“%(word)s”: a word has %(least)d to %(most)d letters.")
        found.append(Blocker("length", sentence % {"word": text, "least": FEWEST_LETTERS, "most": LONGEST_WORD}))
    if valid_from < clock.today(center.time_zone):
        found.append(Blocker("past", _("Words count from today or a later day; what was told before stays.")))
    if _OTHER_SIGNS.search(text):
        sentence = _("“%(word)s” has signs that are no letters. Write words as people say them.")
        found.append(Blocker("signs", sentence % {"word": text}))
    for rows in _of_center(center.pk).values():
        if any(row.word == text and row.ends_on is None for row in rows):
            found.append(_there_already(text, rows[0].vocation, vocation))
    return found + word_blockers(text, code="word_words")


def _there_already(word: str, owner: Vocation, vocation: Vocation) -> Blocker:
    if owner == vocation:
        return Blocker("there_already", _("“%(word)s” counts already.") % {"word": word})
    sentence = _("“%(word)s” is a word of %(vocation)s. End it there first, or write more of the job.")
    return Blocker("of_another", sentence % {"word": word, "vocation": owner})


def end_blockers(row: JobWord, *, by: User, ends_on: date) -> list[Blocker]:
    """Why the word cannot end on this day."""
    center = by.training_center
    if center is None or row.training_center_id not in (center.pk, None):
        return [_not_the_center()]
    found = authority_blockers(by, PERMISSION, center)
    if ends_on < max(clock.today(center.time_zone), row.valid_from):
        found.append(Blocker("past", _("A word ends today or on a later day; what was told before stays.")))
    is_replaced = row.training_center_id is None and _own(center, row.vocation_id).exists()
    if row.ends_on is not None or is_replaced:
        found.append(Blocker("ended", _("This word has ended already.")))
    return found


def _not_the_center() -> Blocker:
    return Blocker("not_the_center", _("Only the training center sets it."))


def _own(center: TrainingCenter, vocation: int) -> QuerySet[JobWord]:
    return JobWord.objects.filter(training_center=center, vocation=vocation)


@transaction.atomic
def add_words(*, by: User, vocation: Vocation, words: str, valid_from: date) -> list[JobWord]:
    """Adds every word of a list, or none. Raises `RuleViolation`."""
    found = split(words) or [plain(words)]
    reasons = [
        reason for word in found for reason in add_blockers(by=by, vocation=vocation, word=word, valid_from=valid_from)
    ]
    refuse_if(list({(reason.code, str(reason)): reason for reason in reasons}.values()))
    return [add_word(by=by, vocation=vocation, word=word, valid_from=valid_from) for word in found]


@transaction.atomic
def add_word(*, by: User, vocation: Vocation, word: str, valid_from: date) -> JobWord:
    """Adds a word of the vocation's jobs from a day on. Locks the center. Raises `RuleViolation`."""
    center = _locked(by)
    refuse_if(add_blockers(by=by, vocation=vocation, word=word, valid_from=valid_from))
    _take_over(center, vocation, by=by)
    row = JobWord.objects.create(
        training_center=center, vocation=vocation, word=plain(word), valid_from=valid_from, added_by=by
    )
    audit.record("job_word.add", by=by, target=row, word=row.word, vocation=vocation.code, valid_from=valid_from)
    return row


@transaction.atomic
def end_word(row: JobWord, *, by: User, ends_on: date) -> JobWord:
    """Lets a word count no more from a day on; the row stays. Locks the center. Raises `RuleViolation`."""
    center = _locked(by)
    row = JobWord.objects.select_related("vocation").get(pk=row.pk)
    refuse_if(end_blockers(row, by=by, ends_on=ends_on))
    _take_over(center, row.vocation, by=by)
    own = _own(center, row.vocation_id).select_related("vocation").get(word=row.word, ends_on=None)
    own.ends_on, own.ended_by = ends_on, by
    own.save(update_fields=["ends_on", "ended_by"])
    audit.record("job_word.end", by=by, target=own, word=own.word, vocation=own.vocation.code, ends_on=ends_on)
    return own


def _locked(by: User) -> TrainingCenter:
    refuse_if([] if by.training_center_id else [_not_the_center()])
    return TrainingCenter.objects.select_for_update().get(pk=center_of(by).pk)


def _take_over(center: TrainingCenter, vocation: Vocation, *, by: User) -> None:
    """Copies the words of all as the center's own, before it changes one of the vocation."""
    if _own(center, vocation.pk).exists():
        return
    shared = JobWord.objects.filter(training_center=None, vocation=vocation)
    made = [
        JobWord(training_center=center, vocation=vocation, word=row.word, valid_from=row.valid_from, added_by=by)
        for row in shared
    ]
    if made:
        JobWord.objects.bulk_create(made)
        words = [row.word for row in made]
        audit.record("job_word.take_over", by=by, target=vocation, vocation=vocation.code, words=words)
