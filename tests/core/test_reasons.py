import pytest
from django.utils.translation import gettext_lazy, override

from core.command_forms import ReasonForm
from core.errors import Blocker
from core.reasons import is_enough, reason_blockers, some_reason, with_shortest


@pytest.mark.parametrize(
    ("reason", "enough"),
    [("", False), ("123456789", False), ("  123456789  ", False), ("1234567890", True), (some_reason(), True)],
)
def test_a_reason_has_at_least_ten_characters_between_its_blanks(reason, enough):
    assert is_enough(reason) is enough
    assert bool(reason_blockers(reason)) is not enough


def test_a_short_reason_is_refused_in_the_words_of_the_act():
    with override("en"):
        usual = reason_blockers("short")
        own = reason_blockers("short", "Say why in %(count)s letters.", code="short")

    assert usual == [Blocker("reason_missing", "Write a reason of at least 10 characters.")]
    assert own == [Blocker("short", "Say why in 10 letters.")]


def test_the_length_is_that_of_the_settings(settings):
    settings.SHORTEST_REASON = 3

    assert (is_enough("dua"), some_reason()) == (True, "xxx")
    with override("en"):
        assert str(ReasonForm().fields["reason"].help_text) == "At least 3 characters. Shown on the page."


def test_a_help_text_is_in_the_language_of_the_page():
    text = with_shortest(gettext_lazy("At least %(count)s characters. Shown on the page."))

    with override("id"):
        assert str(text) == "Paling sedikit 10 huruf. Alasan tetap terlihat di halaman."
    with override("en"):
        assert str(text) == "At least 10 characters. Shown on the page."
