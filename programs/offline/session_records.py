"""Device rows that refer to a session."""

from programs.offline.models import MarkOperation, OfflinePack
from programs.timetable.kept_sessions import Why, keeps

keeps(Why.DEVICE, MarkOperation.objects)
# The session is in an offline pack: a tablet may hold marks for it.
keeps(Why.TAKEN, OfflinePack.sessions.through.objects)
