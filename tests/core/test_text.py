import pytest
from django.contrib.messages import get_messages

from core.text import visible
from inmates.people.models import Person
from tests.factories import PersonFactory, UserFactory


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Budi Santoso", "Budi Santoso"),
        ("\u202eidoB\u202c", "idoB"),
        ("Bu\u200bdi\u00ad San\u200etoso\ufeff", "Budi Santoso"),
        ("Bu\x07di\x1b", "Budi"),
        ("satu\r\n\tdua", "satu\r\n\tdua"),
        ("Nurul ’Ain é", "Nurul ’Ain é"),
        ("\x00", "\x00"),
        ("\ue000\ud800\U000e0041", ""),
    ],
)
def test_what_nobody_sees_is_taken_out(typed, seen):
    assert visible(typed) == seen


@pytest.mark.django_db
def test_name_typed_with_a_turned_direction_is_stored_as_it_reads(sign_in):
    registrar = UserFactory(roles=["registrar"])
    person = PersonFactory(facility=registrar.facility)
    client = sign_in(registrar)

    response = client.post(
        f"/warga-binaan/{person.public_id}/ubah/",
        {"full_name": "Ahmad\u202e Noor", "sex": "L"},
    )

    assert response.status_code == 302
    assert Person.objects.get().full_name == "Ahmad Noor"
    assert "Tanda yang tidak terlihat sudah dihapus dari isian Anda." in str(
        *[message for message in get_messages(response.wsgi_request) if "terlihat" in str(message)]
    )
