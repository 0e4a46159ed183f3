"""Rows of the journal that speak of a session."""

from programs.journal.models import JournalEntry
from programs.timetable.kept_sessions import Why, keeps

keeps(Why.JOURNAL, JournalEntry.objects)
