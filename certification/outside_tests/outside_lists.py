"""Competency tests and blank certificates as lists: their columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of


def _state(test: Any) -> str:
    return words_of("certification/outside_tests/_outside_test_state.html", test=test, today=test.told_on)


def _holder(blank: Any) -> str:
    return blank.candidate.enrollment.person.full_name if blank.candidate else ""


def _number(blank: Any) -> str:
    return blank.candidate.certificate_number if blank.candidate else ""


TESTS = Listing(
    title=_("Competency tests"),
    subject="certification.outsidetest",
    what="list of competency tests",
    usual="-day",
    columns=(
        Column("scheme", _("Scheme"), lambda test: test.scheme_name, ("scheme_name",)),
        Column("body", _("Certification body"), lambda test: test.body, ("body",), kind="file"),
        Column("day", _("Day"), lambda test: test.held_on, ("held_on",)),
        Column("place", _("Test place (TUK)"), lambda test: test.place, ("place",)),
        Column("people", _("Candidates sent to the test"), lambda test: test.people, ("people",), kind="num"),
        Column("competent", _("Competent"), lambda test: test.competent, ("competent",), kind="num"),
        Column("certified", _("Certificates"), lambda test: test.certified, ("certified",), kind="num"),
        Column("state", _("State"), _state),
    ),
)
BLANKS = Listing(
    title=_("Blanks"),
    subject="blanks",
    what="list of blanks",
    usual="serial",
    tie=("serial", "pk"),
    columns=(
        Column("serial", _("Serial"), lambda blank: blank.serial, ("serial",)),
        Column("issuer", _("Whose blanks"), lambda blank: blank.lot.issuer, kind="file"),
        Column("received", _("Received on"), lambda blank: blank.lot.received_on, ("lot__received_on",), kind="file"),
        Column("state", _("State"), lambda blank: blank.get_state_display(), ("state",)),
        Column("used", _("Used for"), _holder, ("candidate__enrollment__person__name_sort",), ""),
        Column("number", _("Certificate number"), _number, kind="file"),
        Column("reason", _("Reason"), lambda blank: blank.reason),
    ),
)
