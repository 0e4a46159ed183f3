"""The pages on which a change of circumstance is previewed, recorded, ended by a return and taken back."""

import re
from urllib.parse import quote, quote_plus

import pytest
from django.urls import reverse

from core.models import AccessLogEntry, AuditEvent
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.stays import LimitingDate, Movement, Suspension
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.circumstances import custody_end
from programs.circumstances.views.change_kinds import CHANGES
from tests.conftest import MONDAY
from tests.factories import (
    EnrollmentFactory,
    FacilityFactory,
    PersonFactory,
    SessionFactory,
    UserFactory,
)
from tests.html import compact

pytestmark = pytest.mark.django_db
VALUES = {
    "cell": {"block": "C", "cell": "2", "from_date": "23/11/2026", "source": "staff"},
    "suspension": {"from_date": "23/11/2026", "decided_by": "Karutan"},
    "transfer": {"on": "23/11/2026", "destination_name": "Lapas Contoh"},
    **{kind: {"day": "23/11/2026", "hour": "08.00"} for kind in ("court", "hospital", "loan", "isolation")},
    **{kind: {"on": "23/11/2026"} for kind in ("full_term", "conditional", "court_order")},
    **{kind: {"on": "23/11/2026", "hour": "07.30"} for kind in ("escape", "death")},
}


@pytest.fixture
def place():
    place = EnrollmentFactory(person__full_name="Gusti Ramadhan", batch__name="Las 4/2026")
    SessionFactory(batch=place.batch, date=MONDAY.date().replace(day=24))
    sentence_ends(place, 23)
    return place


def sentence_ends(place, day):
    LimitingDate.objects.filter(person=place.person, kind="sentence_end").update(date=MONDAY.date().replace(day=day))


@pytest.fixture
def client(place, sign_in):
    return sign_in(UserFactory(roles=["registrar"], facility=place.batch.facility))


def record_url(place, code):
    return reverse("programs:change_record", args=[place.person.public_id, code])


def test_there_is_a_page_for_every_change():
    assert CHANGES.keys() == VALUES.keys()


@pytest.mark.engines
@pytest.mark.parametrize("code", VALUES)
def test_a_change_is_previewed_and_then_recorded(client, place, code):
    form = client.get(record_url(place, code))
    assert form.status_code == 200
    assert "Tampilkan akibatnya" in form.content.decode()

    page = client.get(record_url(place, code), {"preview": "1", **VALUES[code]}).content.decode()
    assert "Las 4/2026" in page
    assert "Catat" in page
    assert not Circumstance.objects.exists()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))

    answer = client.post(record_url(place, code), {name: hidden[name] for name in VALUES[code]})

    assert answer.status_code == 302
    person = Person.objects.get()
    if code == "cell":
        assert str(person.housings.open().get()) == "C / 2"
    elif code == "suspension":
        assert person.suspensions.get().decided_by == "Karutan"
    else:
        assert Circumstance.objects.get().kind == code
        assert (person.facility_id is None) == CHANGES[code].is_final


@pytest.mark.engines
def test_preview_says_what_is_concerned_and_what_stands_against_it(client, place):
    Movement.objects.create(person=place.person, kind="loan", out_at=MONDAY)

    page = client.get(record_url(place, "court"), {"preview": "1", "day": "23/11/2026", "hour": "08.00"})

    words = page.content.decode()
    assert "sudah tercatat sedang di luar" in words
    assert '<button class="btn btn-primary" type="submit">Catat</button>' not in words


def test_refused_record_shows_the_reason_on_the_form(client, place):
    answer = client.post(record_url(place, "full_term"), {"on": "24/11/2026"})

    assert answer.status_code == 422
    assert "Tanggal itu belum tiba" in answer.content.decode()
    assert Person.objects.get().facility is not None


@pytest.mark.engines
def test_release_before_the_recorded_end_of_the_sentence_asks_why_and_is_not_refused(client, place):
    sentence_ends(place, 24)
    url, sent = record_url(place, "full_term"), {"on": "23/11/2026"}

    shown = client.get(url, {"preview": "1", **sent}).content.decode()
    unsaid = client.post(url, {**sent, "reason": ""})
    stays = Person.objects.get().facility
    said = client.post(url, {**sent, "reason": "Remisi khusus, SK menyusul"})

    for page in (shown, unsaid.content.decode()):
        assert "Akhir pidana yang tercatat ialah 24 Nov 2026" in page
        assert '<textarea name="reason"' in page
    assert (unsaid.status_code, stays, said.status_code) == (422, place.batch.facility, 302)
    assert Person.objects.get().facility is None
    event = AuditEvent.objects.get(action="person.leave")
    assert event.details["early_reason"] == "Remisi khusus, SK menyusul"


@pytest.mark.engines
@pytest.mark.parametrize(("code", "day"), [("full_term", 23), ("conditional", 24)])
def test_release_on_time_or_of_another_kind_asks_for_no_reason(client, place, code, day):
    sentence_ends(place, day)

    page = client.get(record_url(place, code), {"preview": "1", "on": "23/11/2026"}).content.decode()
    answer = client.post(record_url(place, code), {"on": "23/11/2026"})

    assert '<textarea name="reason"' not in page
    assert answer.status_code == 302


@pytest.mark.engines
def test_an_escape_asks_for_its_hour_and_the_list_of_changes_tells_it(client, place):
    form = client.get(record_url(place, "escape")).content.decode()
    unsaid = client.post(record_url(place, "escape"), {"on": "23/11/2026"})
    preview = client.get(record_url(place, "escape"), {**VALUES["escape"], "preview": "1"}).content.decode()
    said = client.post(record_url(place, "escape"), VALUES["escape"])

    assert 'value="09.12"' in form
    assert (unsaid.status_code, said.status_code) == (422, 302)
    assert "Melarikan diri pukul: 07.30" in preview
    changes = compact(client.get(reverse("programs:change_list")).content.decode())
    assert '23 Nov 2026<span class="sub">07.30</span>' in changes
    assert Person.objects.get().custody_periods.get().left_at == MONDAY.replace(hour=7, minute=30)


@pytest.mark.engines
def test_transfer_needs_to_say_where(client, place):
    answer = client.post(record_url(place, "transfer"), {"on": "23/11/2026"})

    assert answer.status_code == 422
    assert "Sebutkan ke mana" in answer.content.decode()


def test_unknown_change_and_strangers_are_not_found(client, place):
    assert client.get(record_url(place, "holiday")).status_code == 404
    stranger = PersonFactory(with_custody=True)
    assert client.get(reverse("programs:change_choose", args=[stranger.public_id])).status_code == 404


@pytest.mark.engines
def test_choosing_page_shows_who_is_out_and_the_way_back(client, place):
    client.post(record_url(place, "court"), VALUES["court"])
    found = Circumstance.objects.get()

    page = client.get(reverse("programs:change_choose", args=[place.person.public_id])).content.decode()

    assert "Di luar sejak" in page
    assert reverse("programs:change_return", args=[found.public_id]) in page


@pytest.mark.engines
def test_return_is_recorded_and_a_running_suspension_is_named(client, place):
    client.post(record_url(place, "court"), VALUES["court"])
    Suspension.objects.create(person=place.person, from_date=MONDAY.date(), decided_by="Karutan")
    url = reverse("programs:change_return", args=[Circumstance.objects.get().public_id])
    assert "tetap ditangguhkan" in client.get(url).content.decode()

    assert client.post(url, {"day": "23/11/2026", "hour": "07.00"}).status_code == 422
    assert client.post(url, {"day": "23/11/2026", "hour": "09.00"}).status_code == 302

    assert Movement.objects.get().back_at is not None


@pytest.mark.engines
def test_return_of_a_release_is_no_page(client, place):
    client.post(record_url(place, "full_term"), VALUES["full_term"])

    assert client.get(reverse("programs:change_return", args=[Circumstance.objects.get().public_id])).status_code == 404


def test_wrong_entry_is_taken_back_with_a_reason(client, place):
    client.post(record_url(place, "full_term"), VALUES["full_term"])
    url = reverse("programs:change_withdraw", args=[Circumstance.objects.get().public_id])
    assert "dikembalikan seperti semula" in client.get(url).content.decode()
    assert client.post(url, {"reason": "salah"}).status_code == 422

    answer = client.post(url, {"reason": "Orang lain yang bebas hari ini"}, follow=True)

    assert "Ditarik" in answer.content.decode()
    place.refresh_from_db()
    assert place.state == "active"
    assert "tidak dapat ditarik kembali" in client.get(url).content.decode()


def test_what_cannot_be_put_back_is_said(client, place):
    client.post(record_url(place, "full_term"), VALUES["full_term"])
    place.batch.state = "finished"
    place.batch.save()
    url = reverse("programs:change_withdraw", args=[Circumstance.objects.get().public_id])
    sentence = "Kursi di Las 4/2026 tidak dikembalikan. Angkatan sudah berakhir"
    assert sentence in client.get(url).content.decode()

    answer = client.post(url, {"reason": "Orang lain yang bebas hari ini"}, follow=True)

    assert sentence in answer.content.decode()
    # The place stays ended, so both offices go on reading that somebody has left.
    kinds = sorted(InboxTask.objects.open().values_list("kind", flat=True))
    assert kinds == ["programs.left_batch", "programs.left_training", "programs.not_put_back"]


def test_list_has_the_own_facility_only_and_a_fixed_number_of_queries(client, place, django_assert_num_queries):
    client.post(record_url(place, "full_term"), VALUES["full_term"])
    other = PersonFactory(with_custody=True, full_name="Dari Tempat Lain")
    custody_end.leave(
        other, by=UserFactory(roles=["registrar"], facility=other.facility), kind="death", on=MONDAY.date()
    )
    client.get(reverse("programs:change_list"))
    with django_assert_num_queries(5):
        page = client.get(reverse("programs:change_list")).content.decode()

    assert "Gusti Ramadhan" in page
    assert "Dari Tempat Lain" not in page
    assert "Bebas murni" in page


@pytest.fixture
def left():
    """Somebody released elsewhere."""
    person = PersonFactory(full_name="Kamal Fauzi", with_custody=True)
    registrar = UserFactory(roles=["registrar"], facility=person.facility)
    custody_end.leave(person, by=registrar, kind="full_term", on=MONDAY.date(), reason="Bebas lebih awal")
    return person


def found_link(client, **words):
    answer = client.post(reverse("programs:arrival_list"), words, follow=True)
    addresses = " ".join(address for address, _status in answer.redirect_chain)
    assert [value for value in words.values() if quote(value) in addresses or quote_plus(value) in addresses] == []
    page = answer.content.decode()
    return next(iter(re.findall(r'href="(/kedatangan/[0-9a-f-]+/\?proof=[^"]+)"', page)), None)


@pytest.mark.engines
def test_a_known_person_is_found_by_name_and_birth_or_nik_never_by_name_alone(client, left):
    left.refresh_from_db()
    left.set_nik("6305011705950001")
    left.save()

    assert found_link(client, full_name="kamal fauzi", birth_date="17/05/1995")
    assert found_link(client, full_name="Orang Lain", nik="6305 0117 0595 0001")
    assert found_link(client, full_name="Kamal Fauzi") is None
    assert found_link(client, full_name="Kamal Fauzi", birth_date="18/05/1995") is None


def test_a_found_person_is_shown_to_the_facility_that_searched_only(client, place, left, sign_in):
    words = {"full_name": "Kamal Fauzi", "birth_date": "17/05/1995"}
    address = client.post(reverse("programs:arrival_list"), words)["Location"]
    assert "Kamal Fauzi" in client.get(address).content.decode()
    assert "Kamal Fauzi" not in client.get(f"{address}x").content.decode()

    foreign = sign_in(UserFactory(roles=["registrar"]))

    assert "Kamal Fauzi" not in foreign.get(address).content.decode()


def test_a_search_without_a_name_says_so(client, place):
    answer = client.post(reverse("programs:arrival_list"), {"nik": "6305011705950001"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["full_name"])


@pytest.mark.engines
def test_whoever_was_found_is_named_in_the_access_log(client, left):
    found_link(client, full_name="Kamal Fauzi", birth_date="17/05/1995")

    log = AccessLogEntry.objects.filter(subject_type="inmates.person").values_list("subject_id", "subject")
    assert list(log) == [(str(left.pk), "search for a person who arrives")]


@pytest.mark.engines
def test_a_search_that_finds_nobody_is_in_the_access_log_too(client):
    found_link(client, full_name="Kamal Fauzi", birth_date="17/05/1995")

    assert list(AccessLogEntry.objects.values_list("subject_id", "subject")) == [
        ("", "search for a person who arrives")
    ]


def test_a_return_that_cannot_be_recorded_shows_nothing_of_somebody_who_is_elsewhere_by_now(client, place):
    client.post(record_url(place, "court"), VALUES["court"])
    outing = Circumstance.objects.get()
    client.post(record_url(place, "full_term"), VALUES["full_term"])
    Person.objects.filter(pk=place.person.pk).update(facility=FacilityFactory())
    place.person.suspensions.create(from_date=MONDAY.date(), decided_by="Kepala Lapas Jauh")

    answer = client.post(reverse("programs:change_return", args=[outing.public_id]), {"day": "x"})

    assert (answer.status_code, "Kepala Lapas Jauh" in answer.content.decode()) == (422, False)


@pytest.mark.engines
def test_whoever_was_found_is_received_with_the_history(client, place, left):
    link = found_link(client, full_name="Kamal Fauzi", birth_date="17/05/1995")
    page = client.get(link)
    assert "Riwayat lengkap ikut serta" in page.content.decode()
    proof = re.search(r'name="proof" value="([^"]+)"', page.content.decode())[1]
    url = link.split("?")[0]
    values = {"proof": proof, "number": "B.I 7/2026", "entered": "23/11/2026"}
    assert client.post(url, {**values, "entered": "22/11/2026"}).status_code == 422

    answer = client.post(url, values)

    left.refresh_from_db()
    assert left.facility == place.batch.facility
    assert answer["Location"] == reverse("inmates:detail", args=[left.public_id])


@pytest.mark.engines
def test_nobody_is_received_by_a_guessed_address(client, left):
    url = reverse("programs:arrival_receive", args=[left.public_id])

    assert client.get(url).status_code == 404
    assert client.get(url, {"proof": "x"}).status_code == 404
    assert client.post(url, {"number": "B.I 7/2026", "entered": "23/11/2026"}).status_code == 404


def test_who_was_sent_here_stands_on_the_list_until_the_arrival(client, place):
    person = PersonFactory(full_name="Kamal Fauzi", with_custody=True)
    sender = UserFactory(roles=["registrar"], facility=person.facility)
    custody_end.leave(person, by=sender, kind="transfer", on=MONDAY.date(), destination=place.batch.facility)
    assert "Kamal Fauzi" in client.get(reverse("programs:arrival_list")).content.decode()

    url = reverse("programs:arrival_receive", args=[person.public_id])
    client.post(url, {"number": "B.I 7/2026", "entered": "23/11/2026", "block": "A"})

    assert Person.objects.get(pk=person.pk).facility == place.batch.facility
    assert "Tidak ada yang sedang menuju ke sini" in client.get(reverse("programs:arrival_list")).content.decode()


def test_recapture_warns_of_what_stays_closed(client, place):
    client.post(record_url(place, "escape"), VALUES["escape"])
    place.batch.state = "finished"
    place.batch.save()
    url = reverse("programs:arrival_receive", args=[place.person.public_id])

    assert "Kursi di Las 4/2026 tidak dikembalikan. Angkatan sudah berakhir" in client.get(url).content.decode()
    answer = client.post(url, {"number": "B.I 7/2026", "entered": "23/11/2026"}, follow=True)
    assert "Kursi di Las 4/2026 tidak dikembalikan. Angkatan sudah berakhir" in answer.content.decode()


@pytest.mark.engines
def test_cell_of_somebody_to_keep_apart_is_named(client, place):
    other = PersonFactory(facility=place.batch.facility, with_custody=True, full_name="Bahrul Ilmi")
    first, second = sorted((place.person, other), key=lambda person: person.pk)
    by = UserFactory(roles=["registrar"], facility=FacilityFactory())
    NonAssociation.objects.create(
        facility=place.batch.facility,
        first=first,
        second=second,
        from_date=MONDAY.date(),
        decided_by="KPR",
        recorded_by=by,
    )

    page = client.get(record_url(place, "cell"), {"preview": "1", **VALUES["cell"], "block": "A", "cell": "07"})

    assert "Bahrul Ilmi" in page.content.decode()


@pytest.mark.engines
def test_the_preview_of_a_transfer_names_the_facility(client, place):
    there = FacilityFactory(name="Rutan Kelas IIB Contoh Tujuan")

    page = client.get(record_url(place, "transfer"), {"preview": "1", "on": "23/11/2026", "destination": there.pk})

    assert page.context["told"] == [("Keluar tanggal", "23/11/2026"), ("Ke", str(there))]


@pytest.mark.engines
def test_of_a_death_one_is_asked_when_somebody_died(client, place):
    assert "Meninggal tanggal" in client.get(record_url(place, "death")).content.decode()
