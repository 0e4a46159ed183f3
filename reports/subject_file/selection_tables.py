"""Tables about what came before a person's training: interview, wishes, application, hearing, offer, appeal."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from programs.interviews.models import Interview, Skill, TrainingGoal, VocationInterest
from programs.selection.models import Appeal, Application, PlaceOffer
from reports.subject_file.columns import RECORDED, Coded, Column, Table, Value, batch_column
from reports.subject_file.custody_tables import INNER
from reports.subject_file.reading import answers, block_signs

COUNTER = "counts the changes, so that a stale one is noticed"


def _points_of_the_hearing(row: Any, reader: User) -> Value:
    return dict(row.ranking)


def _skills(row: Any, reader: User) -> Value:
    return [Coded(skill.value, skill.label) for skill in Skill if skill in row.skills]


NEEDS = (
    Table(
        "interviews",
        _("Intake interviews"),
        Interview,
        (
            Column("held_on", _("Interviewed on"), width=24),
            Column("facility", _("Detention center"), "facility__name", 40, names_nobody=True),
            Column("entry", _("How it was recorded")),
            Column("skills", _("Skills"), read=_skills),
            Column("prior_work", _("Earlier work")),
            Column("prior_certificates", _("Certificates held")),
            Column("education", _("Last education")),
            Column("wishes", _("Wishes after release")),
            Column("adjustments", _("Needed adjustments")),
            *RECORDED,
        ),
        related=("facility",),
        hidden={"public_id": INNER},
    ),
    Table(
        "interests",
        _("Interest in vocations"),
        VocationInterest,
        (
            Column("interview", _("Interview of"), "interview__held_on", 30),
            Column("rank", _("Order"), width=20),
            Column("vocation", _("Vocation"), "vocation__name", 116, names_nobody=True),
        ),
        person=("interview__person",),
        related=("interview", "vocation"),
        order=("interview__held_on", "rank"),
    ),
    Table(
        "goals",
        _("Training plan"),
        TrainingGoal,
        (
            Column("text", _("Goal"), width=56),
            Column("due_on", _("Due on"), width=24),
            Column("state", _("State"), width=22),
            Column("vocation", _("Vocation"), "vocation__name", names_nobody=True),
            Column("closed_on", _("Closed on")),
            Column("close_note", _("Result")),
            Column("made_at", _("Recorded at")),
            Column("made_by", _("Recorded by")),
        ),
        related=("vocation",),
        hidden={"public_id": INNER},
    ),
)
SELECTION = (
    Table(
        "applications",
        _("Applications"),
        Application,
        (
            batch_column(),
            Column("state", _("State"), width=26),
            Column("program", _("Program"), "program__name", names_nobody=True),
            Column("source", pgettext_lazy("application", "Source")),
            Column("consent_on", _("Consent given on")),
            Column("text_version", _("Text"), names_nobody=True),
            Column("scan", _("Scan of the form is kept")),
            Column("interest", _("Interest")),
            Column("again_reason", _("Why blocks that are passed are taken again"), names_nobody=True),
            Column("asked_blocks", _("Blocks of units applied for"), read=block_signs("asked_blocks")),
            Column("blocks", _("Blocks of units"), read=block_signs("blocks")),
            Column("note", _("Note")),
            Column("submitted_at", _("Submitted at")),
            Column("submitted_by", _("Submitted by")),
            Column("answers", _("Entry rules"), read=answers("answers")),
            Column("rule_set", _("Entry rules no."), "rule_set__number"),
            Column("hearing", _("Hearing on"), "hearing__held_on"),
            Column("decided_at", _("Decided at")),
            Column("decided_by", _("Decided by")),
            Column("decision_reason", _("Reason")),
            Column("decision_answers", _("Entry rules at the decision"), read=answers("decision_answers")),
            Column("decision_rule_set", _("Entry rules no. at the decision"), "decision_rule_set__number"),
            Column("ranking", _("Ranking at the hearing"), read=_points_of_the_hearing, on_paper=False),
            Column("is_override", _("Exception from the rules")),
            Column("reserve_position", _("Position on the reserve list")),
            Column("closing", _("Why it was closed")),
            Column("closed_at", _("Closed at")),
            Column("closed_by", _("Closed by")),
            Column("state_before", _("State before")),
        ),
        related=("batch", "program", "rule_set", "decision_rule_set", "hearing"),
        order=("submitted_at", "pk"),
        hidden={"public_id": INNER, "form_id": INNER, "revision": COUNTER},
    ),
    Table(
        "offers",
        _("Places offered"),
        PlaceOffer,
        (
            batch_column("application__batch"),
            Column("state", _("State"), width=40),
            Column("offered_at", _("Offered at"), width=36),
            Column("expires_on", _("Answer until")),
            Column("answered_at", _("Answered at")),
            Column("answered_by", _("Recorded by")),
        ),
        person=("application__person",),
        related=("application__batch",),
        hidden={"application": "named by its batch"},
    ),
    Table(
        "appeals",
        _("Appeals"),
        Appeal,
        (
            batch_column("application__batch"),
            Column("received_on", _("Received on"), width=24),
            Column("grounds", _("What the person says"), width=50),
            Column("outcome", _("Outcome")),
            Column("reason", _("Reason")),
            Column("decided_at", _("Decided at")),
            Column("decided_by", _("Decided by")),
            Column("first_reason", _("Reason of the first decision")),
            Column("decision_by", _("First decision by")),
            *RECORDED,
        ),
        person=("application__person",),
        related=("application__batch",),
        hidden={"application": "named by its batch"},
    ),
)
