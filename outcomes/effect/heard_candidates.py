"""The decisions of closed hearings with what registration tells of each person later, in one statement."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery

from accounts.models import User
from inmates.custody.models.stays import CustodyPeriod, LimitingDate
from inmates.people.codes import Education
from outcomes.effect.comparison import Candidate
from outcomes.effect.released_lives import RELEASES
from programs.selection.models import Application, Hearing, PlaceOffer

State = Application.State
FIRST_ADMITTED = frozenset({State.ADMITTED.value, State.ENROLLED.value})
FIRST_RESERVE = frozenset({State.RESERVE.value, State.OFFERED.value})
SCHOOLS = {code: float(step) for step, code in enumerate(Education.values)}
YEAR = timedelta(days=365)


def candidates_of(user: User, day: date) -> list[Candidate]:
    """Admitted and reserve of the closed hearings of the user's facility or region, as first decided.

    Only people who left custody at least a year before `day` are among them, so nobody appears from one day to the next
    whose year is not over. The cut between both sides is that of the whole hearing, as the ranks are.
    """
    rows = _rows(user)
    seats: dict[int, int] = {}
    for row in rows:
        seats[row["hearing"]] = seats.get(row["hearing"], 0) + _is_admitted(row)
    over = [row for row in rows if row["left_on"] and row["left_on"] + YEAR <= day]
    return [_candidate(row, seats[row["hearing"]]) for row in over if row["ranking"].get("rank")]


def _rows(user: User) -> list[Any]:
    stays = CustodyPeriod.objects.filter(person=OuterRef("person")).exclude(
        leaving__in=[CustodyPeriod.Leaving.CORRECTION, CustodyPeriod.Leaving.TRANSFER]
    )
    left = stays.filter(until__gte=OuterRef("hearing__held_on")).order_by("until").values("until", "leaving")
    earlier = stays.filter(until__lt=OuterRef("hearing__held_on")).order_by().values("person")
    ends = LimitingDate.objects.filter(person=OuterRef("person"), replaced_at__isnull=True).order_by().values("person")
    heard = Application.objects.filter(hearing__state=Hearing.State.CLOSED, decided_at__isnull=False)
    where = Q(batch__facility=user.facility_id) if user.facility_id else Q(batch__facility__region=user.region)
    return list(
        heard.filter(where)
        .annotate(
            left_on=Subquery(left.values("until")[:1]),
            left_as=Subquery(left.values("leaving")[:1]),
            earlier=Subquery(earlier.annotate(count=Count("pk")).values("count")),
            ends_on=Subquery(ends.annotate(first=Min("date")).values("first")),
            was_offered=Exists(PlaceOffer.objects.filter(application=OuterRef("pk"))),
            held_on=F("hearing__held_on"),
            born=F("person__birth_date"),
            school=F("person__education"),
        )
        .annotate(
            back_on=Subquery(
                stays.filter(from_date__gt=OuterRef("left_on")).order_by("from_date").values("from_date")[:1]
            )
        )
        .values(
            "hearing", "ranking", "state", "state_before", "is_override", "left_on", "left_as", "earlier", "ends_on",
            "was_offered", "held_on", "born", "school", "back_on",
        )
        .order_by("hearing", "pk")
    )  # fmt: skip  # As many columns as a line takes.


def _has_returned(row: dict[str, Any]) -> bool:
    is_followed = row["left_as"] in RELEASES
    return is_followed and row["back_on"] is not None and row["back_on"] <= row["left_on"] + YEAR


def _is_admitted(row: dict[str, Any]) -> bool:
    return not row["was_offered"] and (row["state_before"] or row["state"]) in FIRST_ADMITTED


def _candidate(row: dict[str, Any], seats: int) -> Candidate:
    is_admitted, rank = _is_admitted(row), row["ranking"]["rank"]
    return Candidate(
        hearing=row["hearing"],
        rank=rank,
        is_admitted=is_admitted,
        weights=tuple(sorted(row["ranking"].get("weights", {}).items())),
        was_moved=is_admitted != (rank <= seats),
        is_followed=row["left_as"] in RELEASES,
        has_returned=_has_returned(row),
        traits={
            "age": (row["held_on"] - row["born"]).days / 365.25 if row["born"] else None,
            "time_left": float((row["ends_on"] - row["held_on"]).days) if row["ends_on"] else None,
            "schooling": SCHOOLS.get(row["school"]),
            "earlier": float(row["earlier"] or 0),
        },
    )
