"""The minutes of a hearing of the placement board: every candidate with the decision and its reason.

Their text is fixed in Indonesian when the hearing is closed, and the paper is printed from it. Only the names of people
to be kept apart are not stored: the text holds their keys, and the paper names those still on record.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from accounts.roles import Role
from core import clock
from core.errors import Blocker
from core.templatetags.dates import day_full, day_long, hour
from printing import day_root
from printing.box_fit import SANS, SANS_BOLD, Ruler, blockers_of, printable, printable_parts
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper
from programs.entry_rules.findings import Verdict
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import verdict_of
from programs.selection import chosen_blocks, hearing_quorum, kept_apart
from programs.selection.candidate_ranking import Candidate
from programs.selection.models import Application, Hearing, HearingMember

MOST_PAGES = 60
TYPED = ("opening", "items", "closing")
_FREELY = 200  # lines; running text continues on the next page
_COLUMNS = (("name", 40), ("verdict", 22), ("outcome", 24), ("reason", 46))
# The last rows move to the next page together with the first signatures, so that no signatures stand alone.
_TAIL = 2
State = Application.State
ORDER = (State.ADMITTED, State.RESERVE, State.REJECTED)


def candidates(hearing: Hearing) -> list[Application]:
    """Everybody who applied for the batch, except those on whom an earlier hearing had the last word.

    Ordered by outcome, the reserve list by position, then by name; closed applications come last. The minutes
    themselves order by rank instead of name.
    """
    rows = hearing.batch.applications.select_related("person", "hearing")
    mine = [row for row in rows if row.hearing_id in (None, hearing.pk)]
    return sorted(mine, key=lambda row: (_group(row), row.reserve_position or 0, row.person.name_sort))


def _group(row: Application) -> int:
    return ORDER.index(State(row.state)) if row.state in ORDER else len(ORDER)


def _places_and_scores(ranking: Iterable[Candidate]) -> dict[int, tuple[int, str]]:
    """The place in the ranking and the score of each application (key)."""
    return {
        one.application.pk: (place, "-" if one.total is None or _is_over(one.application) else str(one.total))
        for place, one in enumerate(ranking)
    }


def _is_over(row: Application) -> bool:
    return row.state in Application.CLOSED_STATES


def words_of(hearing: Hearing, ranking: Iterable[Candidate]) -> dict[str, Any]:
    """The full text of the minutes, as of now; `ranking` is that of the day (`kept_ranking.of_hearing`)."""
    batch = hearing.batch
    with translation.override("id"), timezone.override(batch.time_zone):
        ranks = _places_and_scores(ranking)
        rows = sorted(candidates(hearing), key=lambda row: (_group(row), row.reserve_position or 0, ranks[row.pk][0]))
        apart = kept_apart.exceptions(batch, [row for row in rows if row.state == State.ADMITTED])
        members = hearing_quorum.members_of(hearing)
        return {
            "issuer": {"name": batch.house.name.upper(), "address": _address(batch.house)},
            "number": hearing.number or "-",
            "subject": _("Hearing of the placement board on the selection of participants"),
            "opening": _opening(hearing, members),
            "items": [*_quorum_told(hearing, members), *_items(hearing, rows, apart)],
            # A hearing from before presence was noted has none on its paper.
            "presence": [_presence(hearing, member) for member in members] if hearing.presence_revision else [],
            "rows": [{**_row(row, apart.get(row.person_id, [])), "score": ranks[row.pk][1]} for row in rows],
            "closing": _("These minutes were made as it happened and are signed by those who were present."),
            "place_date": f"{batch.house.city or batch.house.short_name}, {day_full(hearing.held_on)}",
            "pairs": _pairs(_signatories(hearing, members)),
            "issued_on": hearing.held_on.isoformat(),
        }


def _address(facility: Facility) -> str:
    """The address for the letterhead; minutes are possible even if the office has not entered one."""
    return facility.address or facility.city or facility.region


def _opening(hearing: Hearing, members: list[HearingMember]) -> str:
    substitute = next((one.substitute for one in members if one.user_id == hearing.chair_id), None)
    # Titles after a name may end with a full stop, and so does the sentence.
    chair = (substitute or hearing.chair).full_name.removesuffix(".")
    words = {"day": day_long(hearing.held_on), "place": hearing.place, "chair": chair}
    if hearing.starts_at is None:
        return _("On %(day)s at %(place)s the placement board met under the chair of %(chair)s.") % words
    sentence = _("On %(day)s at %(hour)s the placement board met at %(place)s under the chair of %(chair)s.")
    return sentence % {**words, "hour": hour(hearing.starts_at)}


def _quorum_told(hearing: Hearing, members: list[HearingMember]) -> list[str]:
    if hearing.quorum is None:
        return []
    sentence = _("Present: %(present)s of %(invited)s people invited. The quorum of %(needed)s is reached.")
    present = sum(member.is_present for member in members)
    return [sentence % {"present": present, "invited": len(members), "needed": hearing.quorum}]


def _presence(hearing: Hearing, member: HearingMember) -> dict[str, str]:
    said = str(member.get_presence_display())
    if member.substitute:
        said = _("%(said)s, replaced by %(name)s") % {"said": said, "name": member.substitute.full_name}
    return {"name": member.user.full_name, "role": _seat(hearing, member), "said": said}


def _seat(hearing: Hearing, member: HearingMember) -> str:
    return _("Chair") if member.user_id == hearing.chair_id else _("Member")


def _items(hearing: Hearing, rows: list[Application], apart: Mapping[int, list[int]]) -> Iterator[str]:
    batch = hearing.batch
    words = {"batch": batch.name, "program": batch.version.program.name, "places": batch.capacity}
    yield _("The hearing is about batch %(batch)s of the program %(program)s with %(places)s places.") % words
    count = {state: sum(row.state == state for row in rows) for state in State.values}
    over = sum(count[state] for state in Application.CLOSED_STATES)
    yield _(
        "Candidates: %(all)s. Admitted: %(admitted)s. Reserve list: %(reserve)s. Not admitted: %(rejected)s. "
        "Withdrawn: %(over)s."
    ) % {"all": len(rows), "over": over, **count}
    overrides = sum(row.is_override or bool(apart.get(row.person_id)) for row in rows)
    if overrides:
        yield _("Admitted although not every entry rule is met, for the reason given: %(count)s.") % {
            "count": overrides
        }
    yield _("Whoever was not admitted may appeal within 7 days.")
    if hearing.closed_at:
        closed_at = clock.local(hearing.closed_at, batch.time_zone)
        yield _("The hearing was closed on %(day)s at %(hour)s.") % {
            "day": day_full(closed_at),
            "hour": hour(closed_at),
        }


def _row(row: Application, apart: list[int]) -> dict[str, Any]:
    """One row of the minutes. `apart`: people (keys) to be kept apart who are in the batch too, by exception."""
    # An application withdrawn before the hearing has only the answers from the day it was made.
    answers = [Answer.from_row(kept) for kept in row.decision_answers or row.answers]
    outcome = str(row.get_state_display())
    if row.state == State.RESERVE:
        outcome += f" ({row.reserve_position})"
    if row.blocks:
        outcome += f", {chosen_blocks.words(row.blocks)}"
    reason = str(row.get_closing_display()) if _is_over(row) else row.decision_reason
    if row.is_override:
        reason = _("By override: %(reason)s") % {"reason": reason}
    # The first of a pair to be admitted met the rules at the time; the exception concerns both.
    verdict = Verdict.FAILS if apart else verdict_of(answers)
    # The label on screen asks for the data; the minutes state that they were missing.
    said = _("Data were incomplete") if verdict == Verdict.MISSING else str(verdict.label)
    return {"name": row.person.full_name, "verdict": said, "outcome": outcome, "reason": reason, "apart": apart}


def _signatories(hearing: Hearing, members: list[HearingMember]) -> list[dict[str, str]]:
    there = [(_seat(hearing, one), one.attendee if hearing.presence_revision else one.user) for one in members]
    seats = there if any(one.user_id == hearing.chair_id for one in members) else [(_("Chair"), hearing.chair), *there]
    heads = User.objects.filter(facility=hearing.batch.facility_id, is_active=True).with_role(Role.RUTAN_HEAD)
    known = [(_("Seen by the head of the office"), user) for user in heads.order_by("pk")[:1]]
    return [
        {"role": role, "name": user.full_name, "number": user.staff_number} for role, user in [*seats, *known] if user
    ]


def _pairs(parties: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    return [parties[place : place + 2] for place in range(0, len(parties), 2)]


def print_blockers(words: dict[str, Any]) -> list[Blocker]:
    """Why this text cannot be printed."""
    return blockers_of(PAPER.reasons(_with_names(words)))


def render(words: dict[str, Any]) -> bytes:
    """The PDF of the minutes. Raises `Unprintable` with the reasons."""
    return PAPER.print({**_with_names(words), "root": day_root.of_today()})


def _with_names(words: dict[str, Any]) -> dict[str, Any]:
    """The text with the names of people to be kept apart filled in; older minutes already contain them."""
    names = kept_apart.names_of(key for row in words["rows"] for key in row.get("apart", ()))
    with translation.override("id"):
        return {**words, "rows": [{**row, "reason": _reason_told(row, names)} for row in words["rows"]]}


def _reason_told(row: dict[str, Any], names: Mapping[int, str]) -> str:
    return kept_apart.with_exception(row["reason"], kept_apart.exception_told(row.get("apart", ()), names))


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"], large=True)
    # The board has met: no reason that somebody typed may keep its hearing open.
    data = {**data, **printable_parts({name: data[name] for name in TYPED}, SANS)}
    for row in data["rows"]:
        row["reason"] = printable(row["reason"], SANS)
    ruler.fit(_("The number"), data["number"], SANS, [(9.5, 110)])
    ruler.fit(_("The subject"), data["subject"], SANS_BOLD, [(9.5, 170)])
    for text in (data["opening"], *data["items"], data["closing"], data["place_date"]):
        ruler.wrap(text[:40], text, SANS, [(9.5, 160, _FREELY)])
    # Older minutes tell of nobody's presence.
    data["presence"] = [{**one, "no": str(number)} for number, one in enumerate(data.get("presence", ()), 1)]
    for one in data["presence"]:
        ruler.wrap(one["name"], one["name"], SANS, [(9, 62, _FREELY)])
        ruler.wrap(one["name"], one["said"], SANS, [(9, 66, _FREELY)])
    for number, row in enumerate(data["rows"], 1):
        row["no"] = str(number)
        for key, width in _COLUMNS:
            if row[key]:
                ruler.wrap(row["name"], row[key], SANS, [(9, width, _FREELY)])
    for party in (party for pair in data["pairs"] for party in pair):
        ruler.wrap(party["role"], party["name"], SANS_BOLD, [(9.5, 83, 2)])
    # Older minutes have no score.
    data["scored"] = any("score" in row for row in data["rows"])
    return Layout({**data, "rows": data["rows"][:-_TAIL], "tail": data["rows"][-_TAIL:]})


PAPER = Paper("programs/selection/papers/hearing_minutes.html", ("papers.css",), _lay_out, MOST_PAGES)
