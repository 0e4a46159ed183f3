"""The pages of people in custody: what each shows, refuses and hides from strangers."""

import io
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core import clock
from core.models import AccessLogEntry
from inmates.custody import limiting_dates
from inmates.custody.models.stays import Classification
from inmates.imports.models import SpreadsheetImport
from inmates.people.models import Person
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory
from tests.inmates.imports.samples import people, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(sign_in, registrar):
    return sign_in(registrar)


@pytest.fixture
def person(facility):
    return PersonFactory(facility=facility, full_name="Ahmad Rifani", with_custody=True)


def picture(size=(900, 900), kind="PNG"):
    target = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    exif = image.getexif()
    exif[0x010F] = "Kamera Contoh"
    image.save(target, kind, exif=exif)
    return SimpleUploadedFile("foto.png", target.getvalue(), "image/png")


def names(response):
    return [person.full_name for person in response.context["page"].rows]


def classify(person):
    for kind, value in (("conduct", "good"), ("risk", "low"), ("fitness", "fit")):
        Classification.objects.create(
            person=person, kind=kind, value=value, from_date=date(2026, 1, 1), until=date(2026, 12, 31)
        )


@pytest.mark.engines
@pytest.mark.parametrize("search", ["Muhamad", "muhammad rahman", "Moh. Rahman", "M. Rahman", "Mochammad"])
def test_name_search_finds_every_spelling(staff, facility, search):
    for name in ("Muhammad Rahman", "M. Rahman", "Moh. Rahman", "Muh Rahman", "Siti Aminah"):
        PersonFactory(facility=facility, full_name=name, with_custody=True)

    response = staff.get(reverse("inmates:list"), {"q": search})

    assert sorted(names(response)) == ["M. Rahman", "Moh. Rahman", "Muh Rahman", "Muhammad Rahman"]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "bi 114 2025"}, ["Budi"]),
        ({"q": "utuh"}, ["Budi"]),
        ({"block": "C"}, ["Budi"]),
        ({"status": "remand"}, ["Citra"]),
        ({"status": "sentenced"}, ["Budi"]),
        ({"leaving": "90"}, ["Budi"]),
        ({"leaving": "later"}, ["Citra"]),
        ({"data": "incomplete"}, ["Citra"]),
        ({"data": "complete"}, ["Budi"]),
        ({"sort": "leaving"}, ["Budi", "Citra"]),
        ({"sort": "block"}, ["Citra", "Budi"]),
        ({"sort": "-status"}, ["Budi", "Citra"]),
        ({"sort": "-name"}, ["Citra", "Budi"]),
        ({"after": "nonsense"}, ["Budi", "Citra"]),
    ],
)
def test_filters_and_orders(staff, facility, query, found):
    budi = PersonFactory(facility=facility, full_name="Budi", called_name="Utuh", with_custody=True)
    budi.housings.update(block="C")
    budi.register_numbers.update(number="B.I 114/2025", number_key="BI114/2025")
    budi.limiting_dates.update(date=date(2027, 1, 1))
    classify(budi)
    citra = PersonFactory(facility=facility, full_name="Citra", education="", with_custody=True)
    citra.register_numbers.update(number="A.I 3/2026", number_key="AI3/2026", register_class="A.I")

    assert names(staff.get(reverse("inmates:list"), query)) == found


@pytest.mark.engines
def test_a_limiting_date_that_somebody_else_changed_meanwhile_is_not_undone(staff, registrar, person):
    url = reverse("inmates:limiting_date_change", args=[person.public_id]) + "?kind=sentence_end"
    shown = staff.get(url).context["form"].as_sent()
    change = {"by": registrar, "kind": "sentence_end", "source": "staff"}
    limiting_dates.set_limiting_date(person, date=date(2028, 3, 1), **change)

    refused = staff.post(url, shown | {"date": "01/02/2027", "source": "staff"})

    assert refused.status_code == 422
    assert "Tanggal: 01/03/2028" in refused.content.decode()
    standing = person.limiting_dates.get(kind="sentence_end", replaced_at=None)
    assert standing.date == date(2028, 3, 1)


@pytest.mark.engines
def test_list_asks_the_same_for_1_and_30(staff, facility, django_assert_num_queries):
    for count in (1, 29):
        for _ in range(count):
            PersonFactory(facility=facility, with_custody=True)
        staff.get(reverse("inmates:list"))
        with django_assert_num_queries(9):
            staff.get(reverse("inmates:list"))


DAYS = {
    "lewat": {"sentence_end": date(2026, 11, 22), "two_thirds": date(2026, 1, 1)},
    "hari ini": {"sentence_end": date(2026, 11, 23)},
    "sepuluh": {"sentence_end": date(2026, 12, 3)},
    "sebelas": {"sentence_end": date(2026, 12, 4)},
    "dua pertiga lewat": {"sentence_end": date(2027, 9, 1), "two_thirds": date(2026, 1, 1)},
    "integrasi saja": {"integration": date(2026, 1, 1)},
    "lama": {"sentence_end": date(2030, 1, 1)},
    "kosong": {},
}


@pytest.mark.engines
@pytest.mark.parametrize(
    ("leaving", "found"),
    [
        ("overdue", ["lewat"]),
        ("ending", ["hari ini", "sepuluh"]),
        ("passed", ["dua pertiga lewat", "integrasi saja"]),
        ("30", ["hari ini", "sebelas", "sepuluh"]),
        ("later", ["lama"]),
        ("unknown", ["kosong"]),
    ],
)
def test_whoever_is_past_the_end_is_apart_from_who_is_coming(staff, facility, leaving, found):
    for name, days in DAYS.items():
        person = PersonFactory(facility=facility, full_name=name)
        for kind, day in days.items():
            person.limiting_dates.create(kind=kind, date=day)

    assert sorted(names(staff.get(reverse("inmates:list"), {"leaving": leaving}))) == found


@pytest.mark.engines
def test_replaced_end_of_a_sentence_makes_nobody_late(staff, person):
    person.limiting_dates.create(kind="sentence_end", date=date(2026, 1, 1), replaced_at=MONDAY)

    assert names(staff.get(reverse("inmates:list"), {"leaving": "overdue"})) == []
    assert (
        "lewat ekspirasi" not in staff.get(reverse("inmates:list"), {"q": "Ahmad"}).content.decode().split("<table")[1]
    )


def test_person_past_the_end_has_a_red_tag_on_the_list_and_a_notice_on_the_profile(staff, person):
    person.limiting_dates.update(date=date(2026, 11, 22))

    listed = staff.get(reverse("inmates:list")).content.decode().split("<table")[1]
    profile = staff.get(reverse("inmates:detail", args=[person.public_id])).content.decode()

    assert ("tag--bad" in listed, "lewat ekspirasi" in listed) == (True, True)
    assert "Ekspirasinya 22 Nov 2026, tetapi orang ini masih tercatat di sini." in profile


@pytest.mark.parametrize("role", ["registrar", "training_officer", "rutan_head"])
def test_work_list_opens_the_people_past_the_end_and_those_who_leave_soon(facility, person, role):
    user = UserFactory(roles=[role], facility=facility)
    person.limiting_dates.update(date=date(2026, 11, 22))
    for day in (date(2026, 11, 26), date(2026, 12, 3)):
        PersonFactory(facility=facility).limiting_dates.create(kind="sentence_end", date=day)

    told = {task.url: (task.kind, task.title, task.note) for task in tasks_for(user)}

    assert told[reverse("inmates:list", query={"leaving": "overdue"})][:2] == ("bad", "1 orang lewat ekspirasi")
    assert told[reverse("inmates:list", query={"leaving": "ending"})] == (
        "warn",
        "2 orang ekspirasi dalam 10 hari",
        "1 di antaranya dalam 3 hari",
    )


def test_list_and_profile_say_the_same_of_the_data(staff, person):
    def said():
        listed = staff.get(reverse("inmates:list")).context["page"].rows[0].missing_data
        profile = staff.get(reverse("inmates:detail", args=[person.public_id])).context["missing_data"]
        return [[str(label) for label in labels] for labels in (listed, profile)]

    before = said()
    classify(person)

    assert before == [["Perilaku", "Risiko", "Kelayakan kerja"]] * 2
    assert said() == [[], []]


@pytest.mark.engines
def test_pages_say_which_rows_they_show(staff, facility):
    for _ in range(31):
        PersonFactory(facility=facility)

    first = staff.get(reverse("inmates:list"))
    second = staff.get(reverse("inmates:list") + first.context["page"].next)
    back = staff.get(reverse("inmates:list") + second.context["page"].previous)

    said = ["1–30 dari 31, urut: Nama", "31–31 dari 31, urut: Nama", "1–30 dari 31, urut: Nama"]
    assert [text in page.content.decode() for text, page in zip(said, (first, second, back), strict=True)] == [True] * 3


@pytest.mark.engines
@pytest.mark.parametrize("at", ["-5", "x", "9" * 40, "²", ""])
def test_place_that_was_tampered_with_is_the_first(staff, facility, at):
    for _ in range(31):
        PersonFactory(facility=facility)
    link = staff.get(reverse("inmates:list")).context["page"].next.replace("at=31", f"at={at}")

    assert staff.get(reverse("inmates:list") + link).context["page"].first == 1


def test_list_says_that_somebody_trains_no_more(staff, facility):
    place = EnrollmentFactory(batch__facility=facility, state="completed", ended_on=date(2026, 11, 20))

    page = staff.get(reverse("inmates:list")).content.decode()

    assert place.batch.name not in page
    assert '<span class="quiet">–</span>' in page


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["export", "export_csv"])
def test_export_is_logged_and_holds_no_formula(staff, facility, kind):
    PersonFactory(facility=facility, full_name="=HYPERLINK(1)", with_custody=True)

    response = staff.get(reverse(f"inmates:{kind}"))

    assert AccessLogEntry.objects.values_list("kind", "subject_type").get() == ("export", "inmates.person")
    if kind == "export_csv":
        assert "'=HYPERLINK(1)" in response.content.decode("utf-8-sig")
    else:
        assert response.content.startswith(b"PK")


@pytest.mark.engines
def test_profile_shows_facts_and_is_logged(staff, person):
    response = staff.get(reverse("inmates:detail", args=[person.public_id]))

    content = response.content.decode()
    assert content.count("<h1") == 1
    assert person.register_numbers.get().number in content
    assert list(AccessLogEntry.objects.values_list("kind", "subject_id")) == [("view", str(person.pk))]


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_profile_costs_the_same_for_one_row_and_for_thirty(staff, person, django_assert_num_queries, count):
    EnrollmentFactory(person=person, batch__facility=person.facility)
    for number in range(count):
        day = date(2026, 1, 1) + timedelta(days=number)
        moment = clock.at(day, time(8), person.facility.time_zone)
        person.movements.create(kind="court", out_at=moment, back_at=moment + timedelta(hours=4))
        person.suspensions.create(from_date=day, until=None, decided_by="Kepala")
    address = reverse("inmates:detail", args=[person.public_id])

    staff.get(address)
    with django_assert_num_queries(9):
        answer = staff.get(address)

    assert len(answer.context["suspensions"]) == count


@pytest.mark.engines
def test_expired_classification_counts_as_missing(staff, person):
    Classification.objects.create(
        person=person, kind="risk", value="low", from_date=date(2026, 1, 1), until=date(2026, 11, 22)
    )

    rows = staff.get(reverse("inmates:detail", args=[person.public_id])).context["classifications"]

    assert [(row["kind"], row["value"], row["expired_on"]) for row in rows] == [
        ("conduct", "", None),
        ("risk", "", date(2026, 11, 22)),
        ("fitness", "", None),
    ]


def test_profile_says_that_classifications_are_to_be_completed(staff, person):
    for kind, value in (("conduct", "good"), ("risk", "low")):
        until = date(2026, 12, 31)
        Classification.objects.create(person=person, kind=kind, value=value, from_date=date(2026, 1, 1), until=until)

    page = staff.get(reverse("inmates:detail", args=[person.public_id]))

    assert [str(label) for label in page.context["missing_data"]] == ["Kelayakan kerja"]
    assert "Data lengkap" not in page.content.decode()


@pytest.mark.parametrize(
    ("query", "kind", "values"),
    [
        ({}, "conduct", ["", "good", "fair", "poor"]),
        ({"kind": "risk"}, "risk", ["", "low", "medium", "high"]),
        ({"kind": "fitness"}, "fitness", ["", "fit", "limited", "unfit"]),
        ({"kind": "nonsense"}, "conduct", ["", "good", "fair", "poor"]),
    ],
)
def test_classification_offers_the_results_of_its_kind_only(staff, person, query, kind, values):
    page = staff.get(reverse("inmates:classification_add", args=[person.public_id]), query)

    form = page.context["form"]
    assert (form["kind"].value(), [value for value, _label in form.fields["value"].choices]) == (kind, values)
    assert [tab["current"] for tab in page.context["tabs"]] == [one == kind for one in ("conduct", "risk", "fitness")]


def test_custody_forms_ask_for_the_source_of_the_data(staff, person):
    page = staff.get(reverse("inmates:housing_change", args=[person.public_id])).content.decode()

    assert ("Sumber data" in page, "Asal pengajuan" in page) == (True, False)


CHANGES = [
    ("edit", {"full_name": "Ahmad Rifani Umar", "sex": "L", "birth_date": "03/02/1994"}, {"full_name": ""}),
    ("nik_change", {"nik": "6305 0103 0294 0001"}, {"nik": "123"}),
    ("case_officer_change", {"case_officer": ""}, {"case_officer": "0"}),
    (
        "housing_change",
        {"block": "B", "cell": "02", "from_date": "23/11/2026", "source": "staff"},
        {"block": "B", "cell": "02", "from_date": "24/11/2026", "source": "staff"},
    ),
    (
        "register_number_change",
        {"number": "B.IIa 7/2026", "from_date": "23/11/2026", "source": "document"},
        {"number": "///", "from_date": "23/11/2026", "source": "document"},
    ),
    (
        "limiting_date_change",
        {"kind": "integration", "date": "01/05/2028", "source": "document"},
        {"kind": "integration", "date": "2028", "source": "document"},
    ),
    (
        "classification_add",
        {"kind": "risk", "value": "low", "from_date": "01/11/2026", "until": "01/05/2027", "source": "document"},
        {"kind": "risk", "value": "good", "from_date": "01/11/2026", "until": "01/05/2027", "source": "document"},
    ),
    (
        "suspension_add",
        {"from_date": "23/11/2026", "until": "30/11/2026", "decided_by": "Kepala"},
        {"from_date": "23/11/2026", "until": "22/11/2026", "decided_by": "Kepala"},
    ),
]


@pytest.mark.engines
@pytest.mark.parametrize(("page", "good", "bad"), CHANGES, ids=[row[0] for row in CHANGES])
def test_change_pages(client, sign_in, staff, person, page, good, bad):
    url = reverse(f"inmates:{page}", args=[person.public_id])

    assert staff.get(url).status_code == 200
    refused = staff.post(url, bad)
    assert (refused.status_code, bool(refused.context["form"].errors)) == (422, True)
    assert staff.post(url, good).url == reverse("inmates:detail", args=[person.public_id])
    sign_in(UserFactory(roles=["registrar"]))
    assert (client.get(url).status_code, client.post(url, good).status_code) == (404, 404)
    sign_in(UserFactory(roles=["board_member"], facility=person.facility))
    assert client.get(url).status_code == 403


@pytest.mark.engines
def test_nik_is_masked_on_the_profile_and_absent_from_the_list(staff, person):
    person.set_nik("6305010302940001")
    person.save()

    profile = staff.get(reverse("inmates:detail", args=[person.public_id])).content.decode()
    listed = staff.get(reverse("inmates:list")).content.decode()

    assert "630501" not in profile + listed
    assert ("0001" in profile, "0001" in listed) == (True, False)


@pytest.mark.engines
def test_photo_is_made_anew_and_kept_by_no_cache(staff, person, sign_in):
    url = reverse("inmates:photo_change", args=[person.public_id])

    refused = staff.post(url, {"photo": SimpleUploadedFile("foto.jpg", b"no picture")})
    staff.post(url, {"photo": picture()})
    shown = staff.get(reverse("inmates:photo", args=[person.public_id]))

    content = b"".join(shown.streaming_content)
    image = Image.open(io.BytesIO(content))
    assert refused.status_code == 422
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (600, 800), {})
    assert shown["Cache-Control"] == "no-store, private"
    sign_in(UserFactory(roles=["registrar"]))
    assert staff.get(reverse("inmates:photo", args=[person.public_id])).status_code == 404


@pytest.mark.engines
def test_suspension_is_ended(staff, person):
    staff.post(
        reverse("inmates:suspension_add", args=[person.public_id]),
        {"from_date": "20/11/2026", "until": "", "decided_by": "Kepala"},
    )
    url = reverse("inmates:suspension_end", args=[person.public_id])

    assert staff.get(url).status_code == 200
    assert staff.post(url, {"until": "19/11/2026"}).status_code == 422
    assert staff.post(url, {"until": "22/11/2026"}).status_code == 302
    assert staff.get(url).status_code == 404


def test_person_is_added(staff):
    url = reverse("inmates:add")
    values = {"full_name": "Utuh Hidayat", "number": "A.I 5/2026", "entered": "20/11/2026"}

    assert staff.get(url).status_code == 200
    assert staff.post(url, {**values, "entered": "24/11/2026"}).status_code == 422
    staff.post(url, values)
    assert staff.post(url, values).status_code == 422
    assert Person.objects.get().register_numbers.get().register_class == "A.I"
    head = staff.get(reverse("inmates:detail", args=[Person.objects.get().public_id])).content.decode()
    assert "<span>Blok dan kamar belum diketahui</span>" in head


@pytest.mark.engines
def test_person_is_added_with_block_and_cell(staff):
    url = reverse("inmates:add")
    values = {"full_name": "Utuh Hidayat", "number": "A.I 5/2026", "entered": "20/11/2026", "cell": "07"}

    alone = staff.post(url, values)
    staff.post(url, {**values, "block": "Melati"})

    assert (alone.status_code, "Tulis juga bloknya" in alone.content.decode()) == (422, True)
    housing = Person.objects.get().housings.get()
    assert (housing.block, housing.cell, housing.from_date, housing.source) == (
        "Melati",
        "07",
        date(2026, 11, 20),
        "staff",
    )


@pytest.mark.engines
def test_name_with_digits_or_remarks_is_not_taken_but_one_that_stands_does_not_stop_other_corrections(staff, person):
    edit, added = reverse("inmates:edit", args=[person.public_id]), reverse("inmates:add")
    values = {"full_name": "Utuh (Blok B)", "number": "A.I 5/2026", "entered": "20/11/2026"}

    answers = [staff.post(added, values), staff.post(edit, {"full_name": "Ahmad 2", "sex": "L"})]
    assert ["tidak memuat angka" in answer.content.decode() for answer in answers] == [True, True]
    Person.objects.filter(pk=person.pk).update(full_name="Jali 77")
    assert staff.post(edit, {"full_name": "Jali 77", "sex": "P"}).status_code == 302

    assert list(Person.objects.values_list("full_name", "sex")) == [("Jali 77", "P")]


def upload(client, data):
    return client.post(reverse("inmates:import_new"), {"file": SimpleUploadedFile("daftar.csv", data)})


def columns(found):
    return {f"column_{head['index']}": head["field"] for head in found.headers}


@pytest.mark.engines
def test_import_from_upload_to_undo(staff, client, sign_in):
    upload(staff, sheet({}))
    found = SpreadsheetImport.objects.get()
    pages = {
        name: reverse(f"inmates:import_{name}", args=[found.public_id])
        for name in ("mapping", "detail", "choose", "accept", "undo", "discard")
    }

    assert "Tgl Ekspirasi" in staff.get(pages["mapping"]).content.decode()
    assert staff.get(pages["detail"]).status_code == 200
    assert staff.post(pages["mapping"], {**columns(found), "column_1": ""}).status_code == 422
    assert staff.post(pages["mapping"], columns(found)).url == pages["detail"]
    assert "Ahmad Rifani" in staff.get(pages["detail"]).content.decode()
    for tab in ("new", "changed", "unchanged", "rejected", "missing", "nonsense"):
        assert staff.get(pages["detail"], {"tab": tab}).status_code == 200
    row = found.rows.get().pk
    assert staff.post(pages["choose"], {"shown": [row], "row": [row]}).url == pages["detail"]
    assert staff.post(pages["accept"]).url == pages["detail"]
    assert staff.post(pages["accept"]).status_code == 422
    assert staff.post(pages["discard"]).status_code == 422
    assert staff.get(pages["detail"]).status_code == 200
    assert Person.objects.get().full_name == "Ahmad Rifani"
    assert staff.post(pages["undo"]).url == pages["detail"]
    assert not Person.objects.exists()
    sign_in(UserFactory(roles=["registrar"]))
    assert [client.post(url).status_code for url in pages.values() if url != pages["detail"]] == [404] * 5
    assert client.get(pages["detail"]).status_code == 404


@pytest.mark.engines
def test_changed_and_rejected_rows_are_shown(staff):
    for data in (sheet({}), sheet({"Blok": "B"}, {"No. Registrasi": "B.I 2/2025", "Nama": ""})):
        upload(staff, data)
        found = SpreadsheetImport.objects.first()
        staff.post(reverse("inmates:import_mapping", args=[found.public_id]), columns(found))
        if SpreadsheetImport.objects.count() == 1:
            staff.post(reverse("inmates:import_accept", args=[found.public_id]))
    url = reverse("inmates:import_detail", args=[found.public_id])

    changed = staff.get(url, {"tab": "changed"}).content.decode()
    rejected = staff.get(url, {"tab": "rejected"}).content.decode()

    assert "A / 01" in changed and "<b>B / 01</b>" in changed  # noqa: PT018 - one cell
    assert len(staff.get(url, {"tab": "rejected"}).context["page"].rows) == 1
    assert "Nama" in rejected


@pytest.mark.engines
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"satu;dua\n1;2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_file_that_cannot_be_read_is_refused_with_a_sentence(staff, data):
    response = upload(staff, data)

    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not SpreadsheetImport.objects.exists()


def test_file_over_10_mb_is_refused_with_a_sentence(staff):
    response = upload(staff, b"x" * (12 * 1024 * 1024))

    assert response.status_code == 422
    assert "10 MB" in str(response.context["form"].errors["file"])


def test_file_of_more_than_20000_rows_is_refused_with_a_sentence(staff):
    response = upload(staff, people(20_001))

    assert response.status_code == 422
    assert "20" in str(response.context["form"].errors["file"])


@pytest.mark.engines
def test_import_list_asks_the_same_for_1_and_30(staff, facility, registrar, django_assert_num_queries):
    for count in (1, 29):
        for _ in range(count):
            SpreadsheetImport.objects.create(facility=facility, created_by=registrar, file_sha256="0" * 64)
        staff.get(reverse("inmates:import_list"))
        with django_assert_num_queries(3):
            staff.get(reverse("inmates:import_list"))
