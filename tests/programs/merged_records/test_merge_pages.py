"""The pages on which two records of one person are found, compared and merged."""

from datetime import date
from itertools import product

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from inmates.custody.models.stays import Classification, CustodyPeriod
from inmates.people.models import Person
from programs.merged_records import record_merge
from tests.factories import EnrollmentFactory, FacilityFactory, PersonFactory, UserFactory
from tests.html import hidden

pytestmark = pytest.mark.django_db
REASON = "Sidik jari kedua berkas sama"


@pytest.fixture
def desk(facility, sign_in):
    """The browser of the registrar."""
    return sign_in(UserFactory(roles=["registrar"], facility=facility))


@pytest.fixture
def stays(facility):
    return PersonFactory(facility=facility, full_name="Muhammad Noor", with_custody=True)


@pytest.fixture
def goes(stays):
    return PersonFactory(facility=stays.facility, full_name="Moh. Noor", with_custody=True)


def url(name, *people):
    return reverse(f"programs:{name}", args=[person.public_id for person in people])


def merge(desk, stays, goes, reason=REASON, **how):
    """Reads the page that shows both records, and merges them."""
    shown = hidden(desk.get(url("merge_record", stays, goes)).content.decode(), "seen")
    return desk.post(url("merge_record", stays, goes), {"reason": reason, "seen": "".join(shown)}, **how)


def words_of(answer):
    return " ".join(answer.content.decode().split())


def former(full_name="Muhammad Noor", **fields):
    """Somebody who has left custody; whoever was never in custody is found by no facility."""
    person = PersonFactory(facility=None, full_name=full_name, **fields)
    left = {"from_date": date(2024, 1, 1), "until": date(2025, 1, 1), "leaving": "full_term"}
    CustodyPeriod.objects.create(person=person, facility=FacilityFactory(), **left)
    return person


def pairs_on(answer):
    return [(one.full_name, other.full_name) for one, other in answer.context["pairs"]]


@pytest.mark.parametrize(
    ("born", "other_born", "is_listed"),
    [
        (date(1995, 5, 17), date(1995, 5, 17), True),
        (date(1995, 5, 17), None, True),
        (None, date(1995, 5, 17), True),
        (None, None, True),
        (date(1995, 5, 17), date(1995, 5, 18), False),
    ],
)
def test_two_people_here_are_listed_once_if_births_do_not_differ(desk, stays, goes, born, other_born, is_listed):
    Person.objects.filter(pk=stays.pk).update(birth_date=born)
    Person.objects.filter(pk=goes.pk).update(birth_date=other_born)

    page = desk.get(url("merge_list"))

    assert pairs_on(page) == [("Muhammad Noor", "Moh. Noor")] * is_listed
    assert ("Tidak ada catatan yang mirip" in words_of(page)) == (not is_listed)
    assert (url("merge_record", stays, goes) in words_of(page)) == is_listed


@pytest.mark.parametrize(
    ("fields", "is_listed"),
    [
        ({}, True),
        ({"full_name": "Mhd Noor"}, True),
        ({"full_name": "Noor"}, False),
        ({"birth_date": None}, False),
        ({"birth_date": date(1995, 5, 18)}, False),
    ],
)
def test_who_left_is_shown_by_name_and_birth_only(desk, stays, fields, is_listed):
    former(**fields)

    found = [len(pairs_on(desk.get(url(*address)))) for address in (("merge_list",), ("merge_choose", stays))]

    assert found == [is_listed, is_listed]


def test_somebody_elsewhere_is_not_shown(desk, stays):
    elsewhere = PersonFactory(full_name="Muhammad Noor", with_custody=True)

    assert pairs_on(desk.get(url("merge_list"))) == []
    assert pairs_on(desk.get(url("merge_choose", stays))) == []
    assert desk.get(url("merge_record", stays, elsewhere)).status_code == 404


def test_name_without_a_key_looks_like_nobody(desk, facility):
    for _ in range(2):
        PersonFactory(facility=facility, full_name="…", with_custody=True)

    assert pairs_on(desk.get(url("merge_list"))) == []


def test_list_asks_the_same_for_one_pair_and_for_thirty(desk, stays, goes, django_assert_num_queries):
    desk.get(url("merge_list"))
    with django_assert_num_queries(5):
        desk.get(url("merge_list"))
    for first, last in list(product("bdgklm", "aeiou"))[:29]:
        for name in ("Ahmad", "Achmad"):
            PersonFactory(facility=stays.facility, full_name=f"{name} {first}{last}")

    with django_assert_num_queries(5):
        page = desk.get(url("merge_list"))

    assert len(pairs_on(page)) == 30


def test_other_record_is_chosen_on_the_profile_by_likeness_or_by_name(desk, stays, goes, facility):
    PersonFactory(facility=facility, full_name="Nor Muhamad", with_custody=True)

    assert url("merge_choose", stays) in words_of(desk.get(url("change_choose", stays)))
    page = desk.get(url("merge_choose", goes))
    assert pairs_on(page) == [("Moh. Noor", "Muhammad Noor")]
    found = desk.get(url("merge_choose", stays), {"q": "nor"}).context["found"]
    assert [other.full_name for _stays, other in found] == ["Moh. Noor", "Nor Muhamad"]
    nobody = words_of(desk.get(url("merge_choose", stays), {"q": "Siti"}))
    assert "Tidak ada orang lain dengan nama ini" in nobody


def test_both_records_stand_side_by_side_with_what_a_merge_would_do(desk, stays, goes):
    Person.objects.filter(pk=stays.pk).update(education="", birth_place="Binuang")
    goes.set_nik("6305011705950001")
    goes.case_officer = UserFactory(facility=stays.facility, full_name="Wali Contoh")
    goes.save()
    for person, until in ((stays, date(2027, 1, 1)), (goes, date(2026, 12, 1))):
        Classification.objects.create(person=person, kind="risk", value="low", from_date=date(2026, 1, 1), until=until)
    EnrollmentFactory(person=goes, batch__facility=stays.facility)

    page = desk.get(url("merge_record", stays, goes))

    rows = {str(row.label): (row.stays, row.goes, row.differs) for row in page.context["rows"]}
    assert rows["Tempat lahir"] == ("Binuang", "Rantau", True)
    assert rows["NIK"] == ("", "•" * 12 + "0001", False)
    assert rows["Dalam tahanan"] == ("ya", "ya", False)
    assert rows["Wali pemasyarakatan"] == ("", "Wali Contoh", False)
    assert "Nama panggilan" not in rows
    assert [(str(label), count) for label, count in page.context["counted"]] == [
        ("masa penahanan", 1),
        ("nomor registrasi", 1),
        ("blok dan kamar", 1),
        ("tanggal pembatas pelatihan", 1),
        ("klasifikasi", 1),
        ("kursi dalam angkatan", 1),
    ]
    number = goes.register_numbers.get().number
    assert [effect.what for effect in page.context["effects"]] == [
        "Masa penahanan kedua, sejak 6 Jan 2025",
        f"Nomor registrasi: {number}",
        "Blok / kamar: A / 07",
        "Ekspirasi: 6 Jan 2030",
        "Risiko: Rendah, 1 Des 2026",
        "Pendidikan terakhir",
        "Wali pemasyarakatan",
        "NIK",
    ]
    seen = AccessLogEntry.objects.filter(subject="merge of two records").values_list("subject_id", flat=True)
    assert set(seen) == {str(stays.pk), str(goes.pk)}
    assert not Person.objects.exclude(merged_into=None).exists()


def test_comparing_asks_the_same_however_much_moves(desk, stays, goes, django_assert_max_num_queries):
    for number in range(5):
        EnrollmentFactory(person=goes, batch__facility=stays.facility, state="completed", batch__name=f"Las {number}")
    desk.get(url("merge_record", stays, goes))

    with django_assert_max_num_queries(15):
        page = desk.get(url("merge_record", stays, goes))

    assert ("kursi dalam angkatan", 5) in [(str(label), count) for label, count in page.context["counted"]]


def test_record_says_what_moves(desk, stays):
    page = words_of(desk.get(url("merge_record", stays, former())))

    assert "masa penahanan" in page
    assert "Biarkan catatan lain yang tetap" not in page


def test_merge_leads_to_the_record_that_stays(desk, stays, goes):
    answer = merge(desk, stays, goes, follow=True)

    assert answer.redirect_chain == [(reverse("inmates:detail", args=[stays.public_id]), 302)]
    assert "Kedua catatan kini menjadi satu." in words_of(answer)
    goes.refresh_from_db()
    assert (goes.merged_into, goes.facility) == (stays, None)


def test_refused_merge_says_why_and_changes_nothing(desk, stays, goes):
    short = merge(desk, stays, goes, "sama")
    Person.objects.filter(pk=goes.pk).update(sex="P")
    shown = words_of(desk.get(url("merge_record", stays, goes)))

    assert short.status_code == 422
    assert "Jelaskan dalam paling sedikit 10 huruf" in words_of(short)
    assert "Belum dapat digabung" in shown
    assert "Jenis kelamin kedua catatan berbeda" in shown
    assert "Gabungkan menjadi satu catatan</button>" not in shown
    refused = desk.post(url("merge_record", stays, goes), {"reason": REASON})
    assert (refused.status_code, "Jenis kelamin kedua catatan berbeda" in words_of(refused)) == (422, True)
    assert not Person.objects.exclude(merged_into=None).exists()


def test_record_with_itself_is_refused(desk, stays):
    page = words_of(desk.get(url("merge_record", stays, stays)))

    assert "Keduanya catatan yang sama. Pilih yang lain." in page


def test_whoever_comes_second_is_told(desk, stays, goes):
    merge(desk, stays, goes)

    again = desk.post(url("merge_record", stays, goes), {"reason": REASON})
    turned = desk.post(url("merge_record", goes, stays), {"reason": REASON}, follow=True)

    assert again.status_code == 422
    assert "Salah satu catatan sudah pernah digabung." in words_of(again)
    assert turned.redirect_chain == [(reverse("inmates:detail", args=[stays.public_id]), 302)]
    assert "Salah satu catatan sudah pernah digabung." in words_of(turned)


@pytest.mark.parametrize("page", ["detail", "history", "photo"])
def test_old_address_leads_to_the_record_that_stays(desk, stays, goes, page):
    merge(desk, stays, goes)

    answer = desk.get(reverse(f"inmates:{page}", args=[goes.public_id]))

    assert (answer.status_code, answer["Location"]) == (302, reverse(f"inmates:{page}", args=[stays.public_id]))


def test_old_address_leads_nowhere_for_who_may_not_see_the_person(desk, stays, goes, sign_in):
    merge(desk, stays, goes)
    address = reverse("inmates:detail", args=[goes.public_id])
    ward = UserFactory(roles=["case_officer"], facility=stays.facility)

    assert sign_in(UserFactory(roles=["registrar"], facility=FacilityFactory())).get(address).status_code == 404
    assert sign_in(ward).get(address).status_code == 404


def test_strangers_find_neither_record(stays, goes, sign_in):
    desk = sign_in(UserFactory(roles=["registrar"], facility=FacilityFactory()))

    assert desk.get(url("merge_choose", stays)).status_code == 404
    assert desk.post(url("merge_record", stays, goes), {"reason": REASON}).status_code == 404
    assert pairs_on(desk.get(url("merge_list"))) == []


def test_other_roles_cannot_merge(stays, goes, sign_in):
    desk = sign_in(UserFactory(roles=["training_officer"], facility=stays.facility))

    assert desk.post(url("merge_record", stays, goes), {"reason": REASON}).status_code == 403
    assert "Gabungkan catatan" not in words_of(desk.get(reverse("inmates:detail", args=[stays.public_id])))


def test_merged_record_is_listed_nowhere(desk, stays, goes):
    record_merge.merge(stays, goes=goes, by=UserFactory(roles=["registrar"], facility=stays.facility), reason=REASON)

    assert "Moh. Noor" not in words_of(desk.get(reverse("inmates:list")))
    assert "Moh. Noor" not in words_of(desk.get(reverse("inmates:list"), {"q": "moh noor"}))
    assert pairs_on(desk.get(url("merge_list"))) == []
    words = {"full_name": "Moh. Noor", "birth_date": "17/05/1995"}
    found = desk.post(reverse("programs:arrival_list"), words, follow=True)
    assert "Moh. Noor</a>" not in words_of(found)


def test_what_was_changed_since_is_read_before_the_records_become_one(desk, stays, goes):
    (seen,) = hidden(desk.get(url("merge_record", stays, goes)).content.decode(), "seen")
    goes.birth_place = "Kandangan"
    goes.save()
    EnrollmentFactory(person=goes, batch__facility=stays.facility, state="completed")

    refused = desk.post(url("merge_record", stays, goes), {"reason": REASON, "seen": seen})

    page = words_of(refused)
    assert (refused.status_code, "Orang lain telah mengubah data ini" in page, "Kandangan" in page) == (422, True, True)
    assert (REASON in page, Person.objects.exclude(merged_into=None).exists()) == (True, False)
    (now,) = hidden(refused.content.decode(), "seen")
    assert desk.post(url("merge_record", stays, goes), {"reason": REASON, "seen": now}).status_code == 302
