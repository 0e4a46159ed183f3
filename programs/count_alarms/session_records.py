"""Regenerating the schedule leaves sessions with count alarms alone."""

from programs.count_alarms.models import CountAlarm
from programs.timetable.kept_sessions import Why, keeps

keeps(Why.COUNTS, CountAlarm.objects)
