from importlib import import_module

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        # The inbox shows tasks of training on pages that import nothing of it.
        import_module("programs.inbox_kinds")
        # Counts that differ are told on every page.
        import_module("programs.count_alarms.alarm_notices")
        # Offers of places end by themselves.
        import_module("programs.places.place_offers")
        # The worker must know the kinds of jobs without any page having been loaded.
        import_module("programs.offline.queue_files")
        # Presence that has become too low is looked at every day.
        import_module("programs.attendance.absence_alarms")
        # What changes about people in custody is looked at where they are trained.
        import_module("programs.places.place_watch")
        # A person's timeline tells of training too.
        import_module("programs.timeline_entries")
