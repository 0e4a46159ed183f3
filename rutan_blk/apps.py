from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds the commands that belong to no single app."""

    name = "rutan_blk"
