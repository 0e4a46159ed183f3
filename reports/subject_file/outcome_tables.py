"""Tables about what became of a person after training. Only the training center keeps and tells them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from outcomes.aids.models import AidUse, CenterAid
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.holder import HolderPin
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp, HelpWish, Outcome
from outcomes.followup.models.work_papers import WorkPaper
from outcomes.placement.models import Introduction, IntroductionStep, JobWish
from reports.subject_file.columns import RECORDED, Column, Narrow, Table, Value, of_center
from reports.subject_file.custody_tables import INNER
from reports.subject_file.leaving_tables import aid_columns


def _own(path: str) -> Narrow:
    """Rows of the reader's own center. A facility has none: it reads nothing of this half."""
    return lambda rows, reader: rows.filter(**{f"{path}training_center": reader.training_center_id})


def _contact(row: Any, reader: User) -> Value:
    return row.value


OUTCOMES = (
    Table(
        "consents",
        _("Agreements to be asked"),
        Consent,
        (
            Column("asked_on", _("Asked on"), width=24),
            Column("answer", _("Answer"), width=16),
            Column("text_version", _("Text"), width=24, names_nobody=True),
            Column("channel", _("Way"), width=30),
            Column("reason_of_no", _("Reason")),
            Column("by_phone", _("May be called")),
            Column("by_message", _("May get messages")),
            Column("may_name_center", _("The training center may be named")),
            Column("may_visit", _("May be visited")),
            Column("may_match", _("May be proposed for jobs")),
            *RECORDED,
        ),
        for_center=_own(""),
        also=frozenset({"training_center"}),
        hidden={
            "public_id": INNER,
            "person_hash": "a digest of the inner id",
            "followed_from": "no training center may see it; the days on which somebody is asked stand in their table",
            "withdrawn_at": "after a withdrawal the row no longer says whose it was",
            "withdrawn_channel": "after a withdrawal the row no longer says whose it was",
            "withdrawn_by": "after a withdrawal the row no longer says whose it was",
            "proof_code": "after a withdrawal the row no longer says whose it was",
        },
    ),
    Table(
        "contacts",
        _("Ways to reach you"),
        Contact,
        (
            Column("kind", _("Kind"), width=40),
            Column("value", _("Number or address"), "value_sealed", 50, read=_contact, names_nobody=True),
            Column("label", _("Called name or relation"), width=36, names_nobody=True),
            Column("preferred", _("Best time")),
            Column("recorded_at", _("Recorded at")),
            Column("closed_at", _("Closed at")),
            Column("closed_for", _("Why it was closed")),
            Column("waits_until", _("Used from")),
        ),
        person=("consent__person",),
        for_center=_own("consent__"),
        hidden={"public_id": INNER, "allows_calls": "what becomes of the agreement once the number is used"},
    ),
    Table(
        "follow_ups",
        _("Times at which you are asked"),
        FollowUp,
        (
            Column("wave", _("Time"), width=24),
            Column("due_on", _("Due on"), width=30),
            Column("window_until", _("Until"), width=30),
            Column("state", _("State"), width=82),
        ),
        person=("consent__person",),
        for_center=_own("consent__"),
        hidden={"public_id": INNER},
    ),
    Table(
        "contact_attempts",
        _("Attempts to reach you"),
        ContactAttempt,
        (
            Column("wave", _("Time"), "follow_up__wave", 24),
            Column("at", _("Moment"), width=36),
            Column("channel", _("Way"), width=20),
            Column("result", _("Result"), width=50),
            Column("by", _("By")),
            Column("call_again_at", _("To be called again at")),
        ),
        person=("follow_up__consent__person",),
        related=("follow_up",),
        order=("at", "pk"),
        for_center=_own("follow_up__consent__"),
    ),
    Table(
        "outcomes",
        _("What you told"),
        Outcome,
        (
            Column("told_on", _("Day"), width=24),
            Column("status", _("What you do"), width=44),
            Column("evidence", _("How it is known"), width=40),
            Column("wave", _("Time")),
            Column("works_since", _("Works since")),
            Column("same_place", _("Same place as before")),
            Column("hours_band", _("Hours a week")),
            Column("income_band", _("Income a month")),
            Column("occupation", _("Occupation"), names_nobody=True),
            Column("employer", _("With whom"), names_nobody=True),
            Column("place", _("Place of work"), names_nobody=True),
            Column("units_used", _("Units used"), names_nobody=True),
            Column("is_in_trade", _("In the trade")),
            Column("rule_version", _("Rule"), names_nobody=True),
            Column("aids_in_use", _("Tools or capital still in use")),
            Column("has_papers", _("All papers in hand")),
            Column("hindrance", _("Hindrance")),
            Column("help_wanted", _("Help wanted")),
            Column("help_given_at", _("Help seen to at")),
            Column("suggestion", _("Suggestion"), names_nobody=True),
            Column("paper", _("Paper shown")),
            Column("scan", _("Scan of the paper"), on_paper=False, names_nobody=True),
            *RECORDED,
        ),
        person=("consent__person",),
        order=("told_on", "pk"),
        for_center=_own("consent__"),
        hidden={"public_id": INNER},
    ),
    Table(
        "tools_and_capital",
        _("Tools and capital given by the training center"),
        CenterAid,
        aid_columns(),
        order=("given_on", "pk"),
        for_center=_own(""),
        also=frozenset({"training_center"}),
        hidden={"public_id": INNER},
    ),
    Table(
        "tool_uses",
        _("What became of tools and capital"),
        AidUse,
        (
            Column("told_on", _("Day"), width=24),
            Column("what", _("Thing"), "aid__what", 40, names_nobody=True),
            Column("use", _("Use"), width=26),
            Column("evidence", _("How it is known"), width=30),
            Column("wave", _("Time")),
            *RECORDED,
        ),
        person=("consent__person",),
        related=("aid",),
        order=("told_on", "pk"),
        for_center=_own("consent__"),
    ),
    Table(
        "help_wishes",
        _("Help you asked for on your own page"),
        HelpWish,
        (
            Column("asked_at", _("Asked at"), width=40),
            Column("help_wanted", _("Help wanted"), width=86),
            Column("given_at", _("Help seen to at"), width=40),
        ),
        person=("consent__person",),
        order=("asked_at", "pk"),
        for_center=_own("consent__"),
        hidden={"public_id": INNER},
    ),
    Table(
        "work_papers",
        _("Papers for work"),
        WorkPaper,
        (
            Column("on", _("Day"), width=24),
            Column("paper", _("Paper"), "item__label", 72, names_nobody=True),
            Column("state", _("State"), width=30),
            *RECORDED,
        ),
        person=("consent__person",),
        related=("item",),
        order=("on", "pk"),
        for_center=_own("consent__"),
    ),
    Table(
        "job_wishes",
        _("What work you want"),
        JobWish,
        (
            Column("told_on", _("Day"), width=24),
            Column("wants", _("Wants"), width=44),
            Column("places", _("Where"), width=60, names_nobody=True),
            Column("is_unavailable", _("Not available now")),
            Column("recorded_by", _("Recorded by")),
        ),
        person=("consent__person",),
        for_center=_own("consent__"),
    ),
    Table(
        "introductions",
        _("Introductions to employers"),
        Introduction,
        (
            Column("vacancy", _("Job"), "vacancy__job", 38, names_nobody=True),
            Column("employer", _("Employer"), "vacancy__employer__name", 38, names_nobody=True),
            Column("step", _("Step"), width=30),
            Column("stepped_on", _("Since"), width=24),
            Column("why", _("Why")),
            Column("letter", _("What the letter says"), on_paper=False),
        ),
        person=("consent__person",),
        related=("vacancy__employer",),
        for_center=_own("consent__"),
        hidden={"public_id": INNER},
    ),
    Table(
        "introduction_steps",
        _("Steps of introductions"),
        IntroductionStep,
        (
            Column("vacancy", _("Job"), "introduction__vacancy__job", 60, names_nobody=True),
            Column("step", _("Step"), width=40),
            Column("on", _("Day"), width=26),
            Column("by", _("Recorded by")),
            Column("recorded_at", _("Recorded at")),
        ),
        person=("introduction__consent__person",),
        related=("introduction__vacancy",),
        for_center=_own("introduction__consent__"),
    ),
    Table(
        "holder_pins",
        _("PIN of a certificate’s page"),
        HolderPin,
        (
            Column("certificate", _("Number"), "certificate__number_text", 44, names_nobody=True),
            Column("made_at", _("Made at"), width=36),
            Column("made_by", _("Made by")),
            Column("printed_at", _("Printed at")),
        ),
        person=("certificate__enrollment__person",),
        related=("certificate",),
        for_center=of_center("certificate__batch"),
        hidden={
            "pin_hash": "a digest of the PIN, which only the card says",
            "pin_sealed": "printed on the card",
            "unlock_digest": "a digest of the unlock code, which only the card says",
        },
    ),
)
