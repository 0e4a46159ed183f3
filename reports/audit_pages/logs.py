"""Audit, sign-ins and access log as lists: their columns, on the page and in files.

They are the largest tables, so they are sorted by time alone, which an index serves.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import audit_words
from core.listing import Column, Listing
from core.models import AccessLogEntry, AuditEvent
from reports.audit_pages import seen_pages
from reports.audit_pages.count_facts import facts_of
from reports.audit_pages.sign_ins import lines_of

BY_TIME = ("id",)


def _figures(event: Any) -> str:
    return event.facts.figures if event.facts else ""


def _session(event: Any) -> str:
    return event.facts.session if event.facts else ""


def _record(event: AuditEvent) -> str:
    return audit_words.record(event.target_type, event.target_id)


ACTS = Listing(
    title=_("Audit"),
    subject="core.auditevent",
    what="audit",
    usual="-when",
    tie=BY_TIME,
    columns=(
        Column("number", _("No."), lambda event: event.sequence, kind="num"),
        Column("when", _("When"), lambda event: event.at, BY_TIME),
        Column("who", _("Who"), lambda event: event.actor_name),
        Column("what", _("What"), lambda event: audit_words.act(event.action)),
        Column("figures", _("Figures"), _figures, kind="file"),
        Column("record", _("Record"), _record),
        Column("session", _("Session"), _session, kind="file"),
    ),
)
SIGN_INS = Listing(
    title=_("Sign-ins and refusals"),
    subject="core.auditevent",
    what="sign-ins and refusals",
    usual="-when",
    tie=BY_TIME,
    columns=(
        Column("when", _("When"), lambda event: event.at, BY_TIME),
        Column("account", _("Account"), lambda event: event.line.account),
        Column("kind", _("Kind"), lambda event: event.line.what),
        Column("address", _("Address"), lambda event: event.line.address),
        Column("sitting", _("Session"), lambda event: event.line.session, kind="num"),
        Column("page", _("Page"), lambda event: event.line.page),
    ),
)


def _what(entry: AccessLogEntry) -> str:
    return seen_pages.seen(entry.subject)


def _read_record(entry: AccessLogEntry) -> str:
    return audit_words.record(entry.subject_type, entry.subject_id)


ACCESSES = Listing(
    title=_("Access log"),
    subject="core.accesslogentry",
    what="access log",
    usual="-when",
    tie=BY_TIME,
    columns=(
        Column("when", _("When"), lambda entry: entry.at, BY_TIME),
        Column("who", _("Who"), lambda entry: entry.user_name),
        Column("kind", _("Kind"), lambda entry: entry.get_kind_display()),
        Column("what", _("What"), _what),
        Column("people", _("People"), lambda entry: len(entry.people), kind="file"),
        Column("reason", _("Reason"), lambda entry: entry.reason, kind="file"),
        Column("record", _("Record"), _read_record),
    ),
)


def add_facts(events: Sequence[Any], *, reader: Any) -> None:
    """Says of acts about a session which it was and with what figures; two queries at most."""
    facts = facts_of(events, reader)
    for event in events:
        event.facts = facts.get(event.pk)


def add_lines(events: Sequence[Any]) -> None:
    """Says of each sign-in whose it was, in words; one query."""
    for event, line in zip(events, lines_of(events), strict=True):
        event.line = line
