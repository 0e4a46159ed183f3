"""How people are greeted and asked for on the telephone."""

import pytest

from accounts.models import User
from core.spoken_names import spoken_name


@pytest.mark.parametrize(
    ("full_name", "spoken"),
    [
        ("Siti Rahmah", "Siti"),
        ("Suharto", "Suharto"),
        ("Hj. Noor Aisyah, S.T., M.M.", "Noor"),
        ("H. M. Yusuf O'Neil", "Yusuf"),
        ("Drs Haji Ahmad", "Ahmad"),
        ("I Gusti Ngurah Agung", "Gusti"),
        ("Ni Luh", "Luh"),
        ("Hj.", "Hj."),
        ("", ""),
    ],
)
def test_people_are_called_by_a_name_and_not_by_a_title(full_name, spoken):
    assert (spoken_name(full_name), User(full_name=full_name).get_short_name()) == (spoken, spoken)
