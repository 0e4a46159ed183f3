"""Rows of count alarms that speak of a session."""

from programs.count_alarms.models import CountAlarm
from programs.timetable.kept_sessions import Why, keeps

keeps(Why.COUNTS, CountAlarm.objects)
