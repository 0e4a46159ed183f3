"""The table in which the chair decides on all candidates of an open hearing at once, and what was typed into it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core.errors import Blocker
from core.row_errors import RowError
from programs.entry_rules.findings import Verdict
from programs.selection import place_offers
from programs.selection.application_decisions import DECIDABLE
from programs.selection.candidate_ranking import Candidate
from programs.selection.forms import CommonReasonsForm, RowDecisionForm
from programs.selection.hearing_decisions import Choice
from programs.selection.models import Application, Hearing
from programs.selection.selection_stages import Standing

State = Application.State
# How a decision reads as the chair takes it, with its mark in the table.
WORDS = (
    (State.ADMITTED, pgettext_lazy("decision", "Admit"), "is-yes", "T"),
    (State.RESERVE, pgettext_lazy("decision", "Reserve"), "is-wait", "C"),
    (State.REJECTED, pgettext_lazy("decision", "Refuse"), "is-no", "K"),
)
# More than a page of the table holds; whatever comes beyond was not sent by it.
MOST_ROWS = 200
_ROW = re.compile(r"([0-9a-f]{32})-seen", re.ASCII)


@dataclass
class Typed:
    """What was sent from the table: the reasons for several, and a form for each row (by public id), in order."""

    common: CommonReasonsForm
    rows: dict[UUID, RowDecisionForm]

    def choices(self) -> list[Choice]:
        """The rows in which something is chosen; a reason for several stands in for one that is missing.

        An override always needs a reason of its own. Valid forms only.
        """
        common = self.common.cleaned_data
        said = [(key, form.cleaned_data) for key, form in self.rows.items() if form.cleaned_data["outcome"]]
        return [
            Choice(
                application=key,
                outcome=row["outcome"],
                reason=row["reason"] or ("" if row["override"] else common.get(row["outcome"], "")),
                seen=row["seen"],
                override=row["override"],
            )
            for key, row in said
        ]

    def is_valid(self) -> bool:
        """Whether every row and every reason can be read."""
        return all([self.common.is_valid(), *(form.is_valid() for form in self.rows.values())])


def typed(data: QueryDict) -> Typed:
    """What this submission of the table says; rows beyond `MOST_ROWS` are not read."""
    keys = [found[1] for name in data if (found := _ROW.fullmatch(name))][:MOST_ROWS]
    return Typed(
        CommonReasonsForm(data, prefix="common"), {UUID(key): RowDecisionForm(data, prefix=key) for key in keys}
    )


@dataclass
class Row:
    """A candidate in the table with the fields of the decision, and what is wrong with them."""

    candidate: Candidate
    form: RowDecisionForm
    errors: list[str] = field(default_factory=list)

    @property
    def application(self) -> Application:
        return self.candidate.application

    @property
    def needs_override(self) -> bool:
        """Whether only an exception admits the person, or did."""
        return self.candidate.verdict != Verdict.MEETS or self.application.is_override

    @property
    def outcome(self) -> str:
        """What is chosen in the form as shown."""
        return self.form["outcome"].value() or ""


def is_decidable(application: Application, hearing: Hearing) -> bool:
    """Whether the open hearing decides on it: undecided, on the reserve list, or decided in this hearing."""
    if application.state not in DECIDABLE:
        return False
    return application.state in (State.SUBMITTED, State.RESERVE) or application.hearing_id == hearing.pk


def decidable(standing: Standing, hearing: Hearing) -> list[Candidate]:
    """The candidates on whom the open hearing decides, by rank; those who do not meet the rules come last."""
    return [one for one in standing.candidates if is_decidable(one.application, hearing)]


def rows_of(
    candidates: Iterable[Candidate], sent: Typed | None = None, reasons: Sequence[Blocker] = (), *, stale: bool = False
) -> list[Row]:
    """The rows as they are shown: as recorded, or as typed with the `reasons` for the refusal.

    Where the refusal is that somebody else decided meanwhile (`stale`), the row shows what now is recorded.
    """
    told: dict[UUID, list[str]] = {}
    for reason in reasons:
        if key := reason.values.get("application"):
            told.setdefault(key, []).append(str(reason))
    rows = []
    for one in candidates:
        key = one.application.public_id
        errors = told.get(key, [])
        form = None if sent is None or (stale and errors) else sent.rows.get(key)
        wrong = [str(error) for found in form.errors.values() for error in found] if form else []
        rows.append(Row(one, form or _as_recorded(one.application), [*wrong, *errors]))
    return rows


def _as_recorded(application: Application) -> RowDecisionForm:
    is_decided = application.state != State.SUBMITTED
    initial: dict[str, Any] = {
        "outcome": application.state if is_decided else "",
        "reason": application.decision_reason if is_decided else "",
        "override": application.is_override,
        "seen": application.revision,
    }
    return RowDecisionForm(initial=initial, prefix=application.public_id.hex)


def errors_of(rows: Iterable[Row], sent: Typed | None, reasons: Sequence[Blocker]) -> list[RowError]:
    """The lines of the error summary: what concerns nobody in particular, then row by row."""
    shown = {row.application.public_id for row in rows}
    whole = [RowError(str(reason)) for reason in reasons if reason.values.get("application") not in shown]
    if sent is not None:
        common = [error for found in sent.common.errors.values() for error in found]
        whole += [RowError(_("Reasons for several: %(error)s") % {"error": error}) for error in common]
    return whole + [
        RowError(f"{row.application.person.full_name}: {error}", f"putusan-{row.application.public_id.hex}")
        for row in rows
        for error in row.errors
    ]


def room_of(standing: Standing, hearing: Hearing) -> dict[str, int]:
    """The places of the batch, those taken or on offer, those promised, and how many are left; one query."""
    batch, admitted = hearing.batch, len(standing.groups["admitted"])
    free = place_offers.free_places(batch)
    return {
        "places": batch.capacity,
        "taken": batch.capacity - free,
        "admitted": admitted,
        "left": max(free - admitted, 0),
    }
