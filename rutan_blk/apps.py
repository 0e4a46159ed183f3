from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds the commands that belong to no single app, and joins the apps."""

    name = "rutan_blk"

    def ready(self) -> None:
        # Hooks stand beside models, which can be imported only now: Django calls this once they are loaded.
        import rutan_blk.wiring  # noqa: F401, PLC0415
