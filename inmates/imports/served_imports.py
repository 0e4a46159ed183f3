"""Imports of long ago: that somebody took in a file, and what was counted then."""

from django.db.models import Q
from django.db.models.functions import Coalesce

from core.served_rows import ServedRows
from inmates.imports.models import ListImport, SpreadsheetImport

SPREADSHEETS = ServedRows(
    SpreadsheetImport,
    office=lambda facility: Q(facility=facility),
    since=Coalesce("undone_at", "accepted_at", "created_at"),
)
# Certificates from before name the list by which they came, so that list stays with the register.
LISTS = ServedRows(
    ListImport,
    office=lambda center: Q(training_center=center),
    since=Coalesce("settled_at", "created_at"),
    where=Q(earlier_certificates=None),
)
