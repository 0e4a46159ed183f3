"""Certificates as a list: its columns, on the page and in files."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from certification.certificates import approval
from core.listing import Column, Listing, words_of

# Papers without a day stand after all others.
NEVER = date(9999, 12, 31)


def _state(certificate: Any) -> str:
    shown = {"certificate": certificate, "again": certificate.is_changed, "today": certificate.told_on}
    return words_of("certification/certificates/_state.html", **shown)


CERTIFICATES = Listing(
    title=_("Certificates"),
    subject="certification.certificate",
    what="list of certificates",
    usual="-prepared",
    columns=(
        Column("name", _("Name"), lambda one: one.enrollment.person.full_name, ("enrollment__person__name_sort",)),
        Column("paper", _("Paper"), lambda one: one.get_paper_display(), kind="file"),
        Column("number", _("Number"), lambda one: one.number_text, ("number_text",)),
        Column("state", _("State"), _state),
        Column("batch", _("Batch"), lambda one: one.batch.name, ("batch__name",)),
        Column("program", _("Program"), lambda one: str(one.batch.version.program), kind="file"),
        Column("issued", _("Date of issue"), lambda one: one.issued_on, ("issued_on",), NEVER),
        Column("until", _("Valid until"), lambda one: one.valid_until, kind="file"),
        Column(
            "handed",
            _("Handed over"),
            lambda one: one.hand_over.handed_on if hasattr(one, "hand_over") else None,
            ("hand_over__handed_on",),
            NEVER,
        ),
        Column("prepared", _("Prepared"), lambda one: one.prepared_at, ("prepared_at",), kind="file"),
    ),
)


def prepare(certificates: list, *, today: date) -> None:
    """Says of each certificate whether it waits for approval again, and as of which day its state is told."""
    again = approval.changed_of(certificates)
    for one in certificates:
        one.is_changed, one.told_on = one.pk in again, today
