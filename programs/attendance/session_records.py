"""Attendance records that keep their session from being deleted."""

from programs.attendance.models.marks import Mark
from programs.attendance.models.session_day import RollScan
from programs.timetable.kept_sessions import Why, keeps

# A mark that was taken back still has its versions, so it counts as well.
keeps(Why.MARKS, Mark.with_taken_back)
keeps(Why.SCAN, RollScan.objects)
