"""The pages of help: who reads which, how they are found, where they are opened from, and what they cost."""

import pytest
from django.urls import reverse

from reports.help.help_markup import TROUBLE, Reader, drawn, parts_of
from reports.help.help_texts import all_texts
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard():
    return UserFactory(roles=["security_officer"])


@pytest.fixture
def teacher():
    return UserFactory(roles=["instructor"])


def test_everybody_reads_the_help_of_the_own_roles_alone(guard, teacher, sign_in):
    of_guards = reverse("reports:help_text", args=["hitungan-orang"])

    assert sign_in(guard).get(of_guards).status_code == 200
    assert sign_in(teacher).get(of_guards).status_code == 404


def test_the_page_of_a_job_leads_to_its_help(guard, sign_in):
    page = sign_in(guard).get(reverse("programs:count_list"))

    assert f'href="{reverse("reports:help_text", args=["hitungan-orang"])}"' in page.text


def test_a_page_without_its_own_leads_to_that_of_the_menu(guard, sign_in):
    page = sign_in(guard).get(reverse("programs:missing_tool_list"))
    account = sign_in(guard).get(reverse("accounts:key_add"))

    assert f'href="{reverse("reports:help_text", args=["alat"])}"' in page.text
    assert f'href="{reverse("reports:help_text", args=["akun-aman"])}"' in account.text


def test_help_is_found_by_words_in_the_one_search_and_in_its_own(guard, sign_in):
    client = sign_in(guard)

    whole = client.post(reverse("reports:search"), {"mencari": "1", "q": "papan bayangan"}, follow=True)
    own = client.post(reverse("reports:help"), {"mencari": "1", "q": "papan bayangan"}, follow=True)

    address = reverse("reports:help_text", args=["alat"])
    assert [hit.address for group in whole.context["groups"] for hit in group.hits] == [address]
    assert (address in own.text, reverse("reports:help_text", args=["hari-pertama"]) in own.text) == (True, False)


def test_links_lead_where_the_reader_may_go_and_are_words_elsewhere(guard):
    text = "[Hitungan orang](programs:count_list) [Pengguna](accounts:user_list)"

    html = drawn(text, Reader.of(guard))

    assert html == f'<p><a href="{reverse("programs:count_list")}">Hitungan orang</a> <b>Pengguna</b></p>\n'


def test_a_text_cannot_write_html(guard):
    assert "<script>" not in drawn("<script>alert(1)</script> [x](javascript:alert)", Reader.of(guard))


@pytest.mark.parametrize("role", ["training_officer", "blk_coordinator"])
def test_every_page_in_the_list_is_drawn(role, sign_in):
    client = sign_in(UserFactory(roles=[role]))

    listed = client.get(reverse("reports:help")).text
    mine = [text for text in all_texts() if role in text.roles]

    assert [text.key for text in mine if f'href="{text.address}"' not in listed] == []
    assert {text.key: client.get(text.address).status_code for text in mine} == {text.key: 200 for text in mine}


@pytest.mark.parametrize("text", all_texts(), ids=lambda text: text.key)
def test_every_text_has_steps_and_says_what_can_go_wrong(text):
    opening, parts = parts_of(text, Reader())

    assert opening.startswith("<p>")
    assert [part.title for part in parts if not part.number] == [TROUBLE]
    assert parts[-1].title == TROUBLE
