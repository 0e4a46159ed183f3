from importlib import import_module

from django.apps import AppConfig


class InmatesConfig(AppConfig):
    name = "inmates"

    def ready(self) -> None:
        # The worker serves no page that would import the modules in which jobs are registered.
        import_module("inmates.imports.uploads")
        import_module("inmates.imports.acceptance")
        # It counts tasks for the menu of every page.
        import_module("inmates.inbox.inbox_tasks")
