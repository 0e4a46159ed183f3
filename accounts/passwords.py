"""Rejects words that anyone who knows the office would try first."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OFFICE_WORDS = ("rutan", "lapas", "pemasyarakatan", "kemenkumham", "imipas", "terampil", "pelatihan", "indonesia")


class OfficeWordValidator:
    """Refuses a password that is little more than an office word with digits around it."""

    def validate(self, password: str, user: Any = None) -> None:
        # Digits and signs around a known word are what most people add when a rule asks for them.
        letters = "".join(char for char in password.casefold() if char.isalpha())
        names = [user.office_code.casefold()] if user and getattr(user, "office_code", "") else []
        if any(letters == word * max(1, len(letters) // len(word)) for word in (*OFFICE_WORDS, *names) if word):
            raise ValidationError(
                _("This password is made of a word that others would guess. Use several unrelated words."),
                code="password_office_word",
            )

    def get_help_text(self) -> str:
        return _("Do not use the name of the office or of the program.")
