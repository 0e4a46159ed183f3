"""Tables about a person's certificates: printed words, copies, hand-overs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.register.models import Certificate, HandOver, PrintRecord
from reports.subject_file.columns import RECORDED, Column, Table, Value, batch_column, of_center
from reports.subject_file.custody_tables import INNER
from reports.subject_file.reading import handed_to


def _printed_words(row: Any, reader: User) -> Value:
    return {name: value for name, value in row.snapshot.items() if name != "photo"}


CERTIFICATES = (
    Table(
        "certificates",
        _("Certificates"),
        Certificate,
        (
            batch_column(),
            Column("number", _("Number"), "number_text", 40, names_nobody=True),
            Column("state", _("State"), width=24),
            Column("paper", _("Paper")),
            Column("issued_on", _("Issued on")),
            Column("valid_until", _("Valid until")),
            Column("code", _("Code for checking"), names_nobody=True),
            Column("replaces", _("Replaces"), "replaces__number_text", names_nobody=True),
            Column("replace_reason", _("Reason of the replacement")),
            Column("prepared_at", _("Prepared at")),
            Column("prepared_by", _("Prepared by")),
            Column("approved_at", _("Approved at")),
            Column("approved_by", _("Approved by")),
            Column("issued_at", _("Issued at")),
            Column("issued_by", _("Issued by")),
            Column("revocation_category", _("Kind of revocation")),
            Column("revocation_reason", _("Reason of the revocation")),
            Column("revocation_requested_at", _("Revocation asked for at")),
            Column("revocation_requested_by", _("Revocation asked for by")),
            Column("revoked_at", _("Revoked at")),
            Column("revoked_by", _("Revoked by")),
            Column("snapshot", _("Printed words"), read=_printed_words, on_paper=False),
        ),
        person=("enrollment__person",),
        related=("batch", "replaces"),
        order=("prepared_at", "pk"),
        for_center=of_center("batch"),
        also=frozenset({"number"}),
        hidden={
            "public_id": INNER,
            "enrollment": "named by its batch",
            "status_list": INNER,
            "status_index": INNER,
            "template": "its words stand among the printed ones",
            "waits_until": "a day on which certificates of all classes are issued",
            "approved_words": "digests of words that stand among the printed ones",
        },
    ),
    Table(
        "certificate_prints",
        _("Copies of certificates"),
        PrintRecord,
        (
            Column("certificate", _("Number"), "certificate__number_text", 44, names_nobody=True),
            Column("copy", _("Copy"), width=16),
            Column("printed_at", _("Printed at"), width=36),
            Column("printed_by", _("Printed by")),
            Column("reason", _("Reason")),
        ),
        person=("certificate__enrollment__person",),
        related=("certificate",),
        order=("printed_at", "pk"),
        for_center=of_center("certificate__batch"),
        hidden={"run": INNER},
    ),
    Table(
        "hand_overs",
        _("Certificates handed over"),
        HandOver,
        (
            Column("certificate", _("Number"), "certificate__number_text", 44, names_nobody=True),
            Column("handed_on", _("Handed over on"), width=30),
            Column("received_by", _("Received by"), width=40, read=handed_to),
            Column("is_holder", _("To the holder")),
            *RECORDED,
        ),
        person=("certificate__enrollment__person",),
        related=("certificate__enrollment__person",),
        for_center=of_center("certificate__batch"),
        hidden={"proof": "names who received it for the holder", "receipt": "a scan on which others sign too"},
    ),
)
