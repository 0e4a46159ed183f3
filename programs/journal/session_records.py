"""Journal rows that refer to a session."""

from programs.journal.models import JournalEntry
from programs.timetable.kept_sessions import Why, keeps

keeps(Why.JOURNAL, JournalEntry.objects)
