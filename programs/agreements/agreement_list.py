"""Agreements as a list: its columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

AGREEMENTS = Listing(
    title=_("Agreements"),
    subject="programs.agreement",
    what="list of agreements",
    usual="-valid",
    columns=(
        Column("number", _("Number and subject"), order=("number",)),
        Column("only_number", _("Number"), lambda one: one.number, kind="file"),
        Column("subject", _("Subject"), lambda one: one.title, kind="file"),
        Column(
            "offices",
            _("Offices"),
            lambda one: f"{one.facility.short_name} – {one.training_center.short_name}",
            ("facility__short_name", "training_center__short_name"),
        ),
        Column("vocations", _("Vocations"), lambda one: ", ".join(str(vocation) for vocation in one.vocations.all())),
        Column("valid", _("Valid"), order=("valid_until",)),
        Column("from", _("Valid from"), lambda one: one.valid_from, kind="file"),
        Column("until", _("Valid until"), lambda one: one.valid_until, kind="file"),
        Column("state", _("State"), lambda one: one.standing.label),
    ),
)
