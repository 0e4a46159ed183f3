from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # Each sign-in notes when the password was given, from the first one on.
        import_module("accounts.confirming")
