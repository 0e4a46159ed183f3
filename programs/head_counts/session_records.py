"""Regenerating the schedule leaves sessions with head counts alone."""

from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.timetable.kept_sessions import Why, keeps

keeps(Why.COUNTS, HeadCount.objects, AwaitedPerson.objects)
