from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds commands that belong to no single app, and connects the apps."""

    name = "rutan_blk"

    def ready(self) -> None:
        # Hooks use models, which can be imported only now: Django calls this once they are loaded.
        import rutan_blk.wiring  # noqa: F401, PLC0415
