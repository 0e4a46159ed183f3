"""Certificates that end, and those not handed over, as lists: own ones, and those of certification bodies."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

NAME = Column("name", _("Name"), lambda one: one.enrollment.person.full_name, ("enrollment__person__name_sort",))
ISSUED = Column("issued", _("Date of issue"), lambda one: one.issued_on, ("issued_on",))
UNTIL = Column("until", _("Valid until"), lambda one: one.valid_until, ("valid_until",))
LEFT = Column("left", _("Days left"), lambda one: one.days, kind="file")
STATE = Column("state", _("State"))


def _number(field: str) -> Column:
    return Column("number", _("Number"), lambda one: getattr(one, field), (field,))


def _own_program(one: Any) -> str:
    return one.batch.version.program.name


def _scheme(one: Any) -> str:
    return one.test.scheme_name


OWN_PROGRAM = Column("program", _("Program or scheme"), _own_program, ("batch__version__program__name",))
SCHEME = Column("program", _("Program or scheme"), _scheme, ("test__scheme_name",))
ENDING = Listing(
    title=_("Validity of certificates"),
    subject="certificates",
    what="list of certificates that end",
    usual="until",
    columns=(NAME, _number("number_text"), OWN_PROGRAM, ISSUED, UNTIL, LEFT, STATE),
)
ENDING_OUTSIDE = Listing(
    title=_("Validity of certificates"),
    subject="certificates",
    what="list of certificates of bodies that end",
    usual="until",
    columns=(NAME, _number("certificate_number"), SCHEME, ISSUED, UNTIL, LEFT, STATE),
)
_WAITING = (
    Column("days", _("Days"), lambda one: one.told.days, kind="num"),
    Column("why", _("Why"), lambda one: one.told.why.label),
    Column("action", _("Action"), kind="hidden", permission="certification.print_certificate"),
)
OUTSTANDING = Listing(
    title=_("Not handed over"),
    subject="certificates",
    what="list of certificates not handed over",
    usual="issued",
    columns=(NAME, _number("number_text"), ISSUED, *_WAITING),
)
OUTSTANDING_OUTSIDE = Listing(
    title=_("Not handed over"),
    subject="certificates",
    what="list of certificates of bodies not handed over",
    usual="issued",
    columns=(NAME, _number("certificate_number"), ISSUED, *_WAITING),
)
