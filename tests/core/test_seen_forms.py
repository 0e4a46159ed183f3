"""A form that others have overtaken is refused with what they wrote; what was typed stays."""

from datetime import date

import pytest
from django import forms
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from accounts import administering
from accounts.models import User
from core import clock
from core.forms import LocalDateField
from core.seen_forms import SeenMixin
from tests.factories import PersonFactory, UserFactory
from tests.together import at_once, made_to_wait

pytestmark = pytest.mark.engines

pytestmark = pytest.mark.engines

STOOD = {"name": "Siti", "born": date(1990, 5, 1), "roles": ["a", "b"], "active": True, "note": "satu\ndua"}


class Row(SeenMixin, forms.Form):
    name = forms.CharField(label="Nama")
    born = LocalDateField(label="Lahir", required=False)
    roles = forms.MultipleChoiceField(label="Peran", choices=[("a", "A besar"), ("b", "B besar"), ("c", "C besar")])
    active = forms.BooleanField(label="Aktif", required=False)
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea)


def sent(initial=STOOD, **typed):
    """What a browser sends of the form as it was shown, with some fields typed anew."""
    form, data = Row(initial=initial), QueryDict(mutable=True)
    for name in form.fields:
        value = typed.get(name, form[name].value())
        if isinstance(value, list):
            data.setlist(name, value)
        elif value is not False:
            data[name] = "on" if value is True else f"{value:%d/%m/%Y}" if isinstance(value, date) else value
    data["note"] = data["note"].replace("\n", "\r\n")
    return data


def test_form_below_which_nothing_has_changed_is_taken():
    form = Row(sent(name="Siti Aminah"), initial=STOOD)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {**STOOD, "name": "Siti Aminah", "note": "satu\r\ndua"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Sinta"}, "Nama: Sinta"),
        ({"born": date(1991, 5, 1)}, "Lahir: 01/05/1991"),
        ({"born": None}, "Lahir: –"),
        ({"roles": ["c"]}, "Peran: C besar"),
        ({"roles": []}, "Peran: –"),
        ({"active": False}, "Aktif: tidak"),
        ({"note": "tiga"}, "Catatan: tiga"),
    ],
)
def test_form_that_was_overtaken_tells_what_stands_and_saved_again_undoes_nothing(change, words):
    typed = {"name": "Siti Aminah"} if "name" not in change else {"note": "x"}
    form = Row(sent(**typed), initial={**STOOD, **change})

    assert not form.is_valid()
    assert words in str(form.non_field_errors())
    again = QueryDict(mutable=True)
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, list):
            again.setlist(name, value)
        elif value:
            again[name] = value
    second = Row(again, initial={**STOOD, **change})
    second.is_valid()
    assert {**second.cleaned_data, "note": second.cleaned_data["note"].replace("\r\n", "\n")} == {
        name: value for name, value in {**STOOD, **change, **typed}.items() if (name, value) != ("roles", [])
    }


def test_what_both_typed_alike_is_no_reason():
    assert Row(sent(name="Sinta"), initial={**STOOD, "name": "Sinta"}).is_valid()


def test_what_was_typed_stays_beside_what_stands():
    form = Row(sent(name="Siti A."), initial={**STOOD, "name": "Sinta"})

    assert not form.is_valid()
    assert form["name"].value() == "Siti A."


def shown_on(page):
    """What a browser would send of the form of this page, untouched."""
    form, data = page.context["form"], {}
    for name in form.fields:
        if (value := form[name].value()) not in (None, False):
            data[form.add_prefix(name)] = "on" if value is True else form.fields[name].widget.format_value(value)
    return {name: value for name, value in data.items() if value is not None}


@pytest.mark.django_db
def test_account_that_was_barred_meanwhile_stays_barred(sign_in):
    admin = UserFactory(roles=["administrator"])
    other = UserFactory(roles=["registrar", "case_officer"], facility=admin.facility)
    client, url = sign_in(admin), reverse("accounts:user_edit", args=[other.public_id])
    older = shown_on(client.get(url)) | {"staff_number": "123"}
    newer = {**shown_on(client.get(url)), "roles": ["registrar"]}
    del newer["is_active"]
    client.post(url, newer)

    refused = client.post(url, older)
    other.refresh_from_db()
    assert (refused.status_code, other.is_active, other.staff_number) == (422, False, "")
    client.post(url, shown_on(refused))
    other = User.objects.get(pk=other.pk)
    assert (other.is_active, other.staff_number, list(other.role_names)) == (False, "123", ["registrar"])


@pytest.mark.django_db
def test_profile_keeps_what_somebody_else_has_corrected_meanwhile(sign_in):
    person = PersonFactory(with_custody=True, birth_place="Rantau")
    client = sign_in(UserFactory(roles=["registrar"], facility=person.facility))
    url = reverse("inmates:edit", args=[person.public_id])
    older, newer = shown_on(client.get(url)), shown_on(client.get(url))
    client.post(url, {**newer, "birth_place": "Banjarmasin"})

    refused = client.post(url, {**older, "called_name": "Udin"})
    assert (refused.status_code, ": Banjarmasin" in refused.content.decode()) == (422, True)
    client.post(url, shown_on(refused))
    person.refresh_from_db()
    assert (person.birth_place, person.called_name) == ("Banjarmasin", "Udin")


@pytest.mark.django_db
def test_office_keeps_the_telephone_that_somebody_else_has_written_meanwhile(sign_in):
    admin = UserFactory(roles=["administrator"])
    client, url = sign_in(admin), reverse("accounts:office_edit")
    older, newer = shown_on(client.get(url)), shown_on(client.get(url))
    client.post(url, {**newer, "telephone": "(0517) 999999"})

    refused = client.post(url, {**older, "city": "Rantau Baru"})

    admin.facility.refresh_from_db()
    assert (refused.status_code, admin.facility.telephone, admin.facility.city) == (422, "(0517) 999999", older["city"])


@pytest.mark.postgres
def test_form_that_is_sent_while_another_is_being_saved_waits_and_is_compared_with_it(committed, sign_in):
    admin = UserFactory(roles=["administrator"])
    other = UserFactory(roles=["registrar"], facility=admin.facility, full_name="Siti", staff_number="")
    client, url = sign_in(admin), reverse("accounts:user_edit", args=[other.public_id])
    older = shown_on(client.get(url)) | {"staff_number": "123"}
    now = clock.now()

    def send():
        # A thread has a clock of its own, by which this sign-in would be long over.
        with clock.moved_to(now):
            return client.post(url, older).status_code

    with transaction.atomic():
        administering.change_user(
            other, by=admin, full_name="Siti", staff_number="", roles=["registrar"], is_active=False
        )
        waits = made_to_wait(send)

    other.refresh_from_db()
    assert (waits.result(timeout=30), other.is_active, other.staff_number) == ([422], False, "")


@pytest.mark.postgres
def test_of_two_forms_sent_at_once_the_second_is_told_what_the_first_wrote(committed, sign_in):
    admin = UserFactory(roles=["administrator"])
    client, url = sign_in(admin), reverse("accounts:office_edit")
    shown = shown_on(client.get(url))
    typed = [{**shown, "telephone": "(0517) 111111"}, {**shown, "telephone": "(0517) 222222"}]

    answers = at_once(*(lambda data=data: client.post(url, data).status_code for data in typed))

    admin.facility.refresh_from_db()
    first = typed[answers.index(302)]
    assert (sorted(answers), admin.facility.telephone) == ([302, 422], first["telephone"])
