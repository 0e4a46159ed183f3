"""Rows of devices that speak of a session."""

from programs.offline.models import MarkOperation, OfflinePack
from programs.timetable.kept_sessions import Why, keeps

keeps(Why.DEVICE, MarkOperation.objects)
# For days without a network: marks of it may be on a tablet.
keeps(Why.TAKEN, OfflinePack.sessions.through.objects)
