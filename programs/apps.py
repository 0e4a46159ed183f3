from importlib import import_module

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        # The inbox shows tasks of training on pages that import nothing of it.
        import_module("programs.tasks")
        # Counts that differ are told on every page.
        import_module("programs.training_day.alarmed")
        # Offers of places end by themselves.
        import_module("programs.selection.offering")
        # The worker must know the kinds of jobs without any page having been loaded.
        import_module("programs.offline.filing")
        # Presence that has become too low is looked at every day.
        import_module("programs.training_day.thresholds")
        # What changes about people in custody is looked at where they are trained.
        import_module("programs.batches.watching")
        # A person's timeline tells of training too.
        import_module("programs.telling")
