"""Pages of employers and needs: who opens them, what they keep, what leaves the house in files."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AccessLogEntry
from outcomes.needs import employer_book
from outcomes.needs.forms.fields import RupiahField, coming_months
from outcomes.needs.models import Employer, NeedRecord, NeedUnit
from tests.conftest import MONDAY
from tests.factories import ProgramVersionFactory, TrainingCenterFactory, UserFactory
from tests.factories.needs import EmployerFactory, NeedRecordFactory
from tests.factories.placement import jobseeker, passes
from tests.scans import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def center():
    return TrainingCenterFactory()


@pytest.fixture
def officer(center):
    return UserFactory(roles=["placement_officer"], training_center=center)


@pytest.fixture
def version(center):
    return ProgramVersionFactory(program__training_center=center)


@pytest.fixture
def need(center):
    return NeedRecordFactory(training_center=center)


def address(name, row=None):
    return reverse(f"outcomes:{name}", args=[row.public_id] if row else [])


def filled(version, **changes):
    return {
        "recorded_on": "20/11/2026",
        "kind": "KUN",
        "name": "Bengkel Karya",
        "field": "Konstruksi besi",
        "village": "Binuang",
        "contact_name": "H. Syarkawi",
        "telephone": "0813 0000 4410",
        "may_contact": "on",
        "contact_way": "call",
        "contact_hours": "Senin pagi",
        "a_job": "Tukang las fillet",
        "a_vocation": version.program.vocation_id,
        "a_number": "6",
        "a_wage_least": "2.000.000",
        "a_wage_most": "Rp 3.000.000",
        "a_terms": "fixed",
        "a_begins": "2027-01",
        "must": [unit.code for unit in version.units.all()][:2],
        "papers": ["KTP"],
        "attitudes": ["TERIMA"],
        "hires_by": ["BLK", "KENALAN"],
        "graduates_taken": "3",
        "graduates_fit": "less",
        "unfit_why": "Belum biasa memanjat",
        "note": "Butuh orang sebelum Lebaran.",
        **changes,
    }


def test_a_paper_form_is_keyed_in_with_one_save(sign_in, officer, version):
    answer = sign_in(officer).post(
        address("need_form"),
        filled(version, b_job="Pembantu", b_vocation=version.program.vocation_id, b_number="2", b_terms="daily"),
    )

    employer = Employer.objects.get()
    assert answer["Location"] == address("employer_detail", employer)
    assert list(employer.needs.order_by("pk").values_list("job", "number", "wage_most", "begins")) == [
        ("Tukang las fillet", 6, 3_000_000, "2027-01"),
        ("Pembantu", 2, None, ""),
    ]
    assert (employer.telephone, employer.attitudes) == ("0813 0000 4410", ["TERIMA"])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "Nama usaha"),
        ({"b_number": "3"}, "kosongkan seluruh barisnya"),
        ({"a_wage_least": "dua juta"}, "Tulis jumlah rupiah"),
        ({"lacking": "takut mantan napi"}, "tidak boleh ditulis di sini"),
        ({"must": ["X.1"]}, "X.1"),
    ],
)
def test_a_form_that_cannot_be_comes_back_as_it_was_typed(sign_in, officer, version, changes, told):
    page = sign_in(officer).post(address("need_form"), filled(version, **changes))

    text = page.content.decode()
    assert (page.status_code, NeedRecord.objects.count()) == (422, 0)
    assert told in text
    assert "Tukang las fillet" in text


def test_the_form_of_a_known_employer_shows_what_is_known(sign_in, officer, version):
    employer = EmployerFactory(training_center=officer.training_center, name="Bengkel Karya")
    client, page = sign_in(officer), f"{address('need_form')}?pemberi-kerja={employer.public_id}"

    shown = client.get(page).content.decode()
    client.post(page, filled(version, workers="12"))

    assert "Bengkel Karya" in shown
    assert Employer.objects.get().workers == 12


def test_a_need_without_an_employer_is_recorded(sign_in, officer, version):
    answer = sign_in(officer).post(
        address("need_new"),
        {
            "kind": "DESA",
            "source": "Kepala desa",
            "recorded_on": "20/11/2026",
            "job": "Pagar balai desa",
            "vocation": version.program.vocation_id,
            "number": "8",
        },
    )

    made = NeedRecord.objects.get()
    assert answer["Location"] == address("need_detail", made)
    assert (made.employer, made.number, made.recorded_on) == (None, 8, date(2026, 11, 20))


def test_an_employer_is_recorded_changed_and_visited(sign_in, officer):
    client = sign_in(officer)

    client.post(address("employer_new"), {"name": "Jahit Rapi", "field": "Konveksi"})
    employer = Employer.objects.get()
    client.post(address("employer_edit", employer), {"name": "Jahit Rapi", "field": "Konveksi", "workers": "4"})
    client.post(
        address("employer_contact", employer), {"kind": "call", "held_on": "20/11/2026", "offered": "Dua penjahit"}
    )

    employer.refresh_from_db()
    assert (employer.workers, employer.contacts.get().offered) == (4, "Dua penjahit")


def test_a_silent_employer_and_one_that_stopped_are_told(sign_in, officer):
    employer = EmployerFactory(training_center=officer.training_center)
    for _number in range(2):
        employer_book.record_contact(employer, by=officer, kind="call", held_on=MONDAY.date(), was_answered=False)
    client = sign_in(officer)

    silent = client.get(address("employer_detail", employer)).content.decode()
    Employer.objects.update(attitudes=["STOP"], may_contact=False)
    stopped = client.get(address("employer_detail", employer)).content.decode()

    assert "Dua kali terakhir tidak ada jawaban." in silent
    assert "Pemberi kerja minta tidak dihubungi." in stopped
    assert address("employer_contact", employer) not in stopped


def test_a_number_is_shown_only_with_consent(sign_in, officer):
    employer = employer_book.add_employer(
        by=officer, facts=employer_book.Facts(name="Bengkel", field="Las", telephone="0813 0000 4410")
    )
    client = sign_in(officer)

    before = client.get(address("employer_detail", employer)).content.decode()
    Employer.objects.update(may_contact=True)

    assert "4410" not in before
    assert "4410" in client.get(address("employer_detail", employer)).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Baru", "Lama", "Ditarik"]),
        ("?age=young", ["Baru"]),
        ("?age=old", ["Lama"]),
        ("?age=withdrawn", ["Ditarik"]),
        ("?kind=LOW", ["Baru"]),
        ("?q=lam", ["Lama"]),
        ("?vocation=welding&age=young", ["Baru"]),
        ("?vocation=nothing", ["Baru", "Lama", "Ditarik"]),
    ],
)
def test_needs_are_found_by_age_kind_and_words(sign_in, officer, query, found):
    center = officer.training_center
    NeedRecordFactory(training_center=center, job="Baru", kind="LOW", recorded_on=date(2026, 11, 2))
    NeedRecordFactory(training_center=center, job="Lama", recorded_on=date(2025, 5, 22))
    NeedRecordFactory(
        training_center=center,
        job="Ditarik",
        recorded_on=date(2025, 1, 1),
        withdrawn_on=date(2026, 1, 1),
        withdrawn_why="Usaha sudah tutup",
    )
    NeedRecordFactory(job="Orang lain")

    page = sign_in(officer).get(address("need_list") + query)

    assert [need.job for need in page.context["page"]] == found


def test_employers_are_found_by_attitude_consent_and_words(sign_in, officer):
    center = officer.training_center
    EmployerFactory(training_center=center, name="A", attitudes=["SKCK_TIDAK"])
    EmployerFactory(training_center=center, name="B", attitudes=["TIDAK_COCOK"], may_contact=False)
    client = sign_in(officer)

    def names(query):
        return [one.name for one in client.get(address("employer_list") + query).context["page"]]

    assert names("?attitude=SKCK_TIDAK") == ["A"]
    assert names("?attitude=TIDAK_COCOK") == ["B"]
    assert names("?consent=no") == ["B"]
    assert names("?q=binuang") == ["A", "B"]


def test_files_hold_the_filtered_list_without_contact_persons(sign_in, officer):
    center = officer.training_center
    employer = EmployerFactory(training_center=center, contact_name="H. Syarkawi")
    employer.seal_telephone("0813 0000 4410")
    employer.save()
    NeedRecordFactory(training_center=center, employer=employer)
    client = sign_in(officer)

    employers = client.get(address("employer_csv")).content.decode("utf-8-sig")
    needs = client.get(address("need_csv") + "?age=old").content.decode("utf-8-sig")

    assert employer.name in employers
    assert "Syarkawi" not in employers
    assert "4410" not in employers
    assert len(needs.splitlines()) == 1
    assert client.get(address("need_xlsx")).content[:2] == client.get(address("employer_xlsx")).content[:2] == b"PK"
    assert AccessLogEntry.objects.filter(kind="export").count() == 4


def test_a_record_is_withdrawn_and_its_scan_kept(sign_in, officer, need):
    client = sign_in(officer)

    client.post(address("need_scan_add", need), {"scan": SimpleUploadedFile("x.exe", PDF)})
    scan = client.get(address("need_scan", need))
    b"".join(scan.streaming_content)
    client.post(address("need_withdraw", need), {"reason": "Usaha sudah tutup"})

    need.refresh_from_db()
    assert scan["Content-Disposition"] == f'attachment; filename="kebutuhan-{need.pk}.pdf"'
    assert need.withdrawn_why == "Usaha sudah tutup"
    assert "Usaha sudah tutup" in client.get(address("need_detail", need)).content.decode()


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("name", "queries"), [("need_list", 4), ("employer_list", 3)])
def test_lists_cost_the_same_for_one_row_and_for_thirty(
    sign_in, officer, django_assert_num_queries, name, queries, count
):
    for _number in range(count):
        NeedRecordFactory(training_center=officer.training_center)
    client = sign_in(officer)
    client.get(address(name))

    with django_assert_num_queries(queries):
        page = client.get(address(name))

    assert len(page.context["page"]) == count


@pytest.mark.parametrize("name", ["need_detail", "need_withdraw", "need_scan", "need_scan_add"])
def test_strangers_find_no_need(sign_in, need, name):
    assert sign_in(UserFactory(roles=["placement_officer"])).get(address(name, need)).status_code == 404


@pytest.mark.parametrize("role", ["training_officer", "rutan_head", "registrar", "regional_viewer", "instructor"])
def test_the_facility_and_others_open_no_page_of_employers(sign_in, need, role):
    client = sign_in(UserFactory(roles=[role]))

    pages = [address("employer_list"), address("need_list"), address("need_detail", need), address("need_form")]
    assert [client.get(page).status_code for page in pages] == [403] * 4


def test_the_head_reads_and_changes_nothing(sign_in, officer, need):
    client = sign_in(UserFactory(roles=["blk_head"], training_center=officer.training_center))

    page = client.get(address("need_detail", need))

    assert page.status_code == 200
    assert address("need_withdraw", need) not in page.content.decode()
    assert client.get(address("need_form")).status_code == 403


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("2400000", 2_400_000),
        ("2.400.000", 2_400_000),
        ("Rp 2 400 000", 2_400_000),
        ("rp.150.000,-", 150_000),
        ("", None),
    ],
)
def test_an_amount_is_read_as_offices_write_it(typed, amount):
    assert RupiahField(required=False).clean(typed) == amount


def test_months_run_on_over_the_year():
    assert [key for key, _label in coming_months(date(2026, 11, 23), 3)] == ["2026-11", "2026-12", "2027-01"]


def test_units_of_an_employer_say_how_many_graduates_passed_them(sign_in, officer):
    need = NeedRecordFactory(training_center=officer.training_center, employer__training_center=officer.training_center)
    for code in ("C.24LAS01.028.1", "C.24LAS01.030.1"):
        NeedUnit.objects.create(need=need, code=code, title=code, is_must=True)
    for person in (jobseeker(officer.training_center, "A"), jobseeker(officer.training_center, "B")):
        passes(person, "C.24LAS01.028.1")

    page = sign_in(officer).get(address("employer_detail", need.employer)).context["units"]

    assert [(unit.code, unit.graduates) for unit in page] == [("C.24LAS01.028.1", 2), ("C.24LAS01.030.1", 0)]


def test_every_line_of_the_paper_can_be_keyed_in_and_is_shown(sign_in, officer, version):
    client = sign_in(officer)

    client.post(reverse("outcomes:need_form"), filled(version))

    employer = Employer.objects.get()
    assert (employer.hires_by, employer.graduates_taken, employer.graduates_fit) == (["KENALAN", "BLK"], 3, "less")
    page = client.get(reverse("outcomes:employer_detail", args=[employer.public_id])).content.decode()
    for words in ("3 orang", "Kurang cocok", "Belum biasa memanjat", "Lewat kenalan", "Butuh orang sebelum Lebaran."):
        assert words in page


@pytest.mark.parametrize(("taken", "shown"), [("0", "belum ada"), ("", None)])
def test_no_graduates_yet_is_something_else_than_nothing_said(sign_in, officer, version, taken, shown):
    client = sign_in(officer)
    client.post(reverse("outcomes:need_form"), filled(version, graduates_taken=taken, graduates_fit="", unfit_why=""))

    employer = Employer.objects.get()
    page = client.get(reverse("outcomes:employer_detail", args=[employer.public_id])).content.decode()
    assert employer.graduates_taken == (int(taken) if taken else None)
    assert ("belum ada" in page) is (shown is not None)


@pytest.mark.parametrize(
    "changes",
    [
        {"graduates_taken": "", "graduates_fit": "yes", "unfit_why": ""},
        {"graduates_taken": "0", "graduates_fit": "", "unfit_why": "Belum biasa"},
        {"hires_by": ["GUNA"]},
        {"note": "Pernah menerima mantan narapidana."},
    ],
)
def test_lines_that_cannot_be_are_refused(sign_in, officer, version, changes):
    answer = sign_in(officer).post(reverse("outcomes:need_form"), filled(version, **changes))

    assert (answer.status_code, Employer.objects.count()) == (422, 0)
