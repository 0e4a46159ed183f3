"""Tables about a person's results from certification bodies, blanks, and certificates from before this site."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.earlier_certificates.models import EarlierCertificate
from certification.outside_tests.models.blanks import BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate
from reports.subject_file.columns import Column, Table, Value
from reports.subject_file.custody_tables import INNER
from reports.subject_file.reading import received


def _handed_to(row: Any, reader: User) -> Value:
    return received(row.received_by, row.enrollment.person.full_name) if row.received_by else ""


def _of_center(path: str) -> Any:
    return lambda rows, reader: rows.filter(**{path: reader.training_center_id})


OUTSIDE = (
    Table(
        "outside_tests",
        _("Competency tests"),
        OutsideCandidate,
        (
            Column("scheme", _("Scheme"), "test__scheme_name", 40, names_nobody=True),
            Column("body", _("Certification body (LSP)"), "test__body", 36, names_nobody=True),
            Column("held_on", _("Day of the test"), "test__held_on", 22),
            Column("result", _("Result"), width=22),
            Column("certificate_number", _("Certificate number"), names_nobody=True),
            Column("registration_number", _("Number at the body"), names_nobody=True),
            Column("blank_serial", _("Serial of the blank"), names_nobody=True),
            Column("issued_on", _("Issued on")),
            Column("valid_until", _("Valid until")),
            Column("scan", _("Scan"), on_paper=False, names_nobody=True),
            Column("handed_on", _("Handed over on")),
            Column("received_by", _("Received by"), read=_handed_to),
            Column("handed_by", _("Handed over by")),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
            Column("added_at", _("Put on the list at")),
            Column("added_by", _("Put on the list by")),
        ),
        person=("enrollment__person",),
        related=("test", "enrollment__person"),
        order=("test__held_on", "pk"),
        for_center=_of_center("test__training_center"),
        hidden={
            "public_id": INNER,
            "enrollment": "named by the test",
            "version": "counts the changes, so that a stale one is noticed",
        },
    ),
    Table(
        "blanks",
        _("Blanks with certificates"),
        BlankSerial,
        (
            Column("serial", _("Serial"), width=44, names_nobody=True),
            Column("state", _("State"), width=30),
            Column("issuer", _("Whose blanks"), "lot__issuer", names_nobody=True),
            Column("changed_at", _("Recorded at")),
            Column("changed_by", _("Recorded by")),
        ),
        person=("candidate__enrollment__person",),
        related=("lot",),
        order=("serial", "pk"),
        for_center=_of_center("training_center"),
        hidden={
            "public_id": INNER,
            "candidate": "named by the test",
            "training_center": "the office that answers",
            "reason": "says what became of a sheet that carries nothing",
        },
    ),
    Table(
        "earlier_certificates",
        _("Certificates from before"),
        EarlierCertificate,
        (
            Column("number", _("Number"), "number_text", 40, names_nobody=True),
            Column("state", _("State"), width=24),
            Column("name", _("Name")),
            Column("birth_place", _("Place of birth")),
            Column("birth_date", _("Date of birth")),
            Column("program", _("Program"), width=40, names_nobody=True),
            Column("issued_on", _("Issued on")),
            Column("valid_until", _("Valid until")),
            Column("units", _("Units"), on_paper=False, names_nobody=True),
            Column("sha256", _("SHA-256 of the file"), on_paper=False, names_nobody=True),
            Column("recorded_at", _("Recorded at")),
            Column("recorded_by", _("Recorded by")),
            Column("decided_at", _("Decided at")),
            Column("decided_by", _("Decided by")),
            Column("refusal_reason", _("Reason")),
            Column("end_state", _("How it ends")),
            Column("end_reason", _("Reason of the end")),
            Column("end_asked_at", _("End asked for at")),
            Column("end_asked_by", _("End asked for by")),
            Column("ended_at", _("Ended at")),
            Column("ended_by", _("Ended by")),
        ),
        for_center=_of_center("training_center"),
        for_facility=False,
        hidden={
            "public_id": INNER,
            "number_key": INNER,
            "number_order": INNER,
            "name_key": INNER,
            "training_center": "the office that answers",
            "list_import": "the list in which it came, with other people",
            "recognized_units": "told as recognized units of their own",
        },
    ),
)
