from importlib import import_module

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds the commands that belong to no single app, and the checks of the site's processes."""

    name = "rutan_blk"

    def ready(self) -> None:
        # The health page shows them and imports nothing of the project.
        import_module("rutan_blk.health")
