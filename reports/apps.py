from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        # Its sources of tasks join those of the work list.
        import_module("reports.selection_work")
