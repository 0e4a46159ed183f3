from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        # Its sources of tasks join those of the work list.
        import_module("reports.journal_work")
        import_module("reports.selection_work")
        import_module("reports.leaving_work")
        import_module("reports.inbox_work")
        import_module("reports.count_work")
        import_module("reports.tool_work")
        import_module("reports.certificate_work")
        import_module("reports.subject_work")
        import_module("reports.finding_work")
        import_module("reports.offline_work")
        import_module("reports.assessment_work")
        import_module("reports.wali_work")
        # What a merge of two records makes of this app's rows.
        import_module("reports.merged_records")
        # The checks of the reconcile, and the reconcile itself among the work that is due every night.
        for name in ("custody_checks", "training_checks", "record_checks", "reconciling"):
            import_module(f"reports.{name}")
