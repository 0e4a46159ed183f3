"""The page on which many people are classified: filling, looking ahead, saving, and what keeps a save back."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.urls import reverse

from inmates.custody import classifications
from inmates.custody.models.stays import Classification
from tests.conftest import MONDAY
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
URL = "/warga-binaan/klasifikasi/"
COMMON = {"sheet-from_date": "23/11/2026", "sheet-source": "document"}
ALL = {"conduct": "good", "risk": "low", "fitness": "fit"}


@pytest.fixture
def officer(sign_in, registrar):
    return sign_in(registrar)


@pytest.fixture
def classify(registrar):
    return partial(classifications.classify, by=registrar, from_date=TODAY - timedelta(days=90))


def row(person, seen="0-0-0", **values):
    return {f"{person.public_id.hex}-{name}": value for name, value in {"seen": seen, **values}.items()}


def names(page):
    return [one.person.full_name for one in page.context["rows"]]


def in_force(person):
    rows = Classification.objects.filter(person=person, replaced_at=None)
    return {one.kind: (one.value, one.until) for one in rows}


def test_address_is_the_one_in_the_menu(officer):
    assert reverse("inmates:classification_sheet") == URL
    assert URL in officer.get("/").content.decode()


def test_rows_that_say_something_are_saved_together(officer, ahmad, budi):
    sent = COMMON | row(ahmad, until="22/05/2027", **ALL) | row(budi)

    answer = officer.post(URL, sent, follow=True)

    assert in_force(ahmad) == {kind: (value, date(2027, 5, 22)) for kind, value in ALL.items()}
    assert in_force(budi) == {}
    assert "Klasifikasi 1 orang tersimpan." in answer.content.decode()
    assert names(answer) == ["Budi Santoso"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"conduct": "good"}, "Isi sampai kapan berlakunya."),
        ({"until": "22/05/2027"}, "Pilih hasilnya, atau kosongkan tanggalnya."),
        ({"conduct": "good", "until": "31/02/2027"}, "31/02/2027"),
        ({"conduct": "good", "until": "01/01/2026"}, "Masa berlaku berakhir sebelum dimulai."),
        ({"conduct": "excellent", "until": "22/05/2027"}, "excellent"),
    ],
)
def test_a_row_that_cannot_be_saved_says_why_and_keeps_all_that_was_typed(officer, ahmad, budi, changes, sentence):
    sent = COMMON | row(ahmad, **changes) | row(budi, until="22/05/2027", **ALL)

    answer = officer.post(URL, sent)

    page = answer.content.decode()
    assert (answer.status_code, Classification.objects.count()) == (422, 0)
    assert sentence in page
    assert f'href="#baris-{ahmad.public_id.hex}"' in page
    assert [one.form["fitness"].value() for one in answer.context["rows"]] == [None, "fit"]


def test_a_day_to_come_is_refused_at_the_sheet(officer, ahmad):
    sent = {**COMMON, "sheet-from_date": "24/11/2026"} | row(ahmad, until="22/05/2027", **ALL)

    answer = officer.post(URL, sent)

    assert answer.status_code == 422
    assert "Tanggal itu belum tiba" in answer.content.decode()


def test_who_was_classified_meanwhile_is_told_at_the_row(officer, classify, ahmad):
    classify(ahmad, kind="risk", value="high", until=date(2027, 1, 1))

    answer = officer.post(URL, COMMON | row(ahmad, until="22/05/2027", **ALL))

    assert answer.status_code == 409
    assert "petugas lain" in answer.content.decode()
    assert in_force(ahmad) == {"risk": ("high", date(2027, 1, 1))}


def test_who_was_classified_meanwhile_can_be_saved_once_told(officer, classify, ahmad):
    classify(ahmad, kind="risk", value="high", until=date(2027, 1, 1))
    sent = COMMON | row(ahmad, until="22/05/2027", **ALL)
    [told] = officer.post(URL, sent).context["rows"]

    answer = officer.post(URL, sent | row(ahmad, told.seen))

    assert answer.status_code == 302
    assert in_force(ahmad)["risk"] == ("low", date(2027, 5, 22))


def test_a_row_without_a_result_to_fill_gets_no_last_day(officer, classify, ahmad, budi):
    classify(ahmad, kind="conduct", value="good", until=date(2027, 1, 1))
    held = Classification.objects.get().pk
    common = COMMON | {"sheet-conduct": "fair", "sheet-until": "22/05/2027", "step": "fill_lacking"}

    page = officer.post(URL, common | row(ahmad, f"{held}-0-0") | row(budi))

    assert [one.form["until"].value() for one in page.context["rows"]] == [None, "22/05/2027"]


def test_what_is_lacking_is_filled_and_nothing_else(officer, classify, ahmad, budi):
    classify(ahmad, kind="conduct", value="poor", until=date(2027, 1, 1))
    common = COMMON | {f"sheet-{kind}": value for kind, value in ALL.items()} | {"sheet-until": "22/05/2027"}
    held = Classification.objects.get().pk

    page = officer.post(URL, common | row(ahmad, f"{held}-0-0") | row(budi, risk="high") | {"step": "fill_lacking"})

    typed = {one.person.full_name: [one.form[name].value() for name in (*ALL, "until")] for one in page.context["rows"]}
    assert typed["Ahmad Rifani"] == [None, "low", "fit", "22/05/2027"]
    assert typed["Budi Santoso"] == ["good", "high", "fit", "22/05/2027"]
    assert Classification.objects.count() == 1


def test_only_rows_that_are_picked_are_filled(officer, ahmad, budi):
    common = COMMON | {"sheet-conduct": "good", "sheet-until": "22/05/2027", "step": "fill_picked"}

    page = officer.post(URL, common | row(ahmad, picked="on", conduct="poor") | row(budi))

    assert [one.form["conduct"].value() for one in page.context["rows"]] == ["good", None]


def test_the_preview_says_what_would_change_and_changes_nothing(officer, classify, ahmad, budi):
    classify(ahmad, kind="conduct", value="good", until=date(2027, 1, 1))
    held = Classification.objects.get().pk
    sent = COMMON | row(ahmad, f"{held}-0-0", conduct="fair", until="22/05/2027") | row(budi, until="22/05/2027", **ALL)

    page = officer.post(URL, sent | {"step": "preview"})

    summary = page.context["summary"]
    assert (summary.new, summary.renewed, summary.prolonged, len(summary.differing)) == (1, 0, 0, 1)
    assert "Baik menjadi Cukup" in " ".join(page.content.decode().split())
    assert Classification.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", ["Ahmad Rifani", "Budi Santoso"]),
        ("ending", ["Candra"]),
        ("all", ["Ahmad Rifani", "Budi Santoso", "Candra"]),
    ],
)
def test_the_list_holds_who_is_not_classified_or_soon_will_not_be(
    officer, classify, facility, ahmad, budi, state, expected
):
    candra = PersonFactory(facility=facility, full_name="Candra")
    for kind, value in ALL.items():
        classify(candra, kind=kind, value=value, until=TODAY + timedelta(days=30))
        classify(ahmad, kind=kind, value=value, until=TODAY - timedelta(days=1))

    page = officer.get(URL, {"state": state} if state else {})

    assert names(page) == expected
    assert (page.context["lacking"], page.context["ending"]) == (2, 1)


def test_expired_results_are_told_beside_the_choice(officer, classify, ahmad):
    classify(ahmad, kind="conduct", value="good", until=date(2026, 10, 31))

    page = officer.get(URL).content.decode()

    assert "sebelumnya Baik, berakhir 31/10/2026" in page


@pytest.mark.parametrize("role", ["rutan_head", "board_chair", "case_officer"])
def test_whoever_may_not_change_people_does_not_get_it(sign_in, facility, ahmad, role):
    client = sign_in(UserFactory(roles=[role], facility=facility))

    answers = [client.get(URL), client.post(URL, COMMON | row(ahmad, until="22/05/2027", **ALL))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not Classification.objects.exists()


def test_another_house_is_neither_shown_nor_judged(officer):
    stranger = PersonFactory(full_name="Zulkifli", with_custody=True)

    page, answer = officer.get(URL), officer.post(URL, COMMON | row(stranger, until="22/05/2027", **ALL))

    assert "Zulkifli" not in page.content.decode() + answer.content.decode()
    assert (answer.status_code, Classification.objects.count()) == (422, 0)


@pytest.mark.parametrize("count", [1, 30])
def test_the_sheet_costs_the_same_for_one_and_for_thirty(officer, facility, django_assert_num_queries, count):
    PersonFactory.create_batch(count, facility=facility, with_custody=True)
    officer.get(URL)

    with django_assert_num_queries(8):
        officer.get(URL)
