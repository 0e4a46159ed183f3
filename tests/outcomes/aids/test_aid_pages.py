"""Pages of tools and capital: a person's, the year's, receipts; and that neither half reads the other's."""

import csv
import io
import random
import re
from collections import Counter
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AccessLogEntry
from outcomes.aids.given_in_year import aids_of_year, sums_of_year, total_of, years_of
from outcomes.aids.models import CenterAid, FacilityAid
from outcomes.needs.neutral_words import words_found
from tests.conftest import MONDAY, FormClient
from tests.factories import PersonFactory, UserFactory
from tests.factories.aids import CenterAidFactory, FacilityAidFactory, use_of
from tests.factories.followup import graduate as trained
from tests.papers import pages
from tests.scans import BARE_PDF, PDF

pytestmark = pytest.mark.django_db
TYPED = {"kind": "ALAT_SET", "what": "Set las", "giver": "Baznas", "value": "1.500.000", "given_on": "23/11/2026"}


def client_of(user):
    found = FormClient()
    found.force_login(user)
    return found


def shown(client, name, *args, query=""):
    return client.get(reverse(f"outcomes:{name}", args=args) + query).content.decode()


def place(person):
    return person.enrollments.get().public_id


def test_a_training_officer_records_on_the_page_that_readiness_leads_to(officer, inside):
    client = client_of(officer)
    assert reverse("outcomes:aid_person", args=[inside.public_id]) in shown(
        client, "readiness_detail", inside.public_id
    )

    answer = client.post(reverse("outcomes:aid_new", args=[inside.public_id]), TYPED)

    aid = FacilityAid.objects.get()
    assert answer["Location"] == reverse("outcomes:aid_person", args=[inside.public_id])
    assert (aid.kind, aid.what, aid.value, aid.recorded_by) == ("ALAT_SET", "Set las", 1_500_000, officer)
    assert "Rp 1.500.000" in shown(client, "aid_person", inside.public_id)


def test_a_placement_officer_records_on_the_page_that_the_agreement_leads_to(placement, consent, graduate):
    client = client_of(placement)
    address = reverse("outcomes:aid_person", args=[place(graduate)])
    assert address in shown(client, "consent_detail", consent.public_id)
    assert address in shown(client, "aid_recipients", query=f"?q={graduate.full_name.split()[0]}")
    assert "Tidak ditemukan" in shown(client, "aid_recipients", query="?q=zzz")

    client.post(reverse("outcomes:aid_new", args=[place(graduate)]), {**TYPED, "value": ""})

    assert [(aid.person, aid.value) for aid in CenterAid.objects.all()] == [(graduate, None)]
    assert address in shown(client, "aid_list")


def test_a_refused_thing_comes_back_with_its_sentence(officer, inside):
    answer = client_of(officer).post(
        reverse("outcomes:aid_new", args=[inside.public_id]), {**TYPED, "given_on": "24/11/2026"}
    )

    assert (answer.status_code, FacilityAid.objects.count()) == (422, 0)
    assert "Tanggal itu belum tiba" in answer.content.decode()


def test_neither_half_reads_the_other_s(officer, placement, consent, left, graduate):
    """One person, trained outside too, given things by both."""
    after = CenterAidFactory(training_center=placement.training_center, person=graduate, what="Mesin obras")
    use_of(after, consent)
    CenterAidFactory(training_center=placement.training_center, person=left, what="Mesin obras")
    before = FacilityAidFactory(facility=officer.facility, person=left, what="Gerinda")
    FacilityAidFactory(facility=officer.facility, person=graduate, what="Gerinda")
    inside_client, outside_client = client_of(officer), client_of(placement)

    of_facility = shown(inside_client, "aid_person", left.public_id) + shown(inside_client, "aid_list")
    of_center = shown(outside_client, "aid_person", place(graduate)) + shown(outside_client, "aid_list")

    assert ("Gerinda" in of_facility, "obras" in of_facility, "Masih dipakai" in of_facility) == (True, False, False)
    assert ("Gerinda" in of_center, "obras" in of_center, "Masih dipakai" in of_center) == (False, True, True)
    for name in ("aid_receipt", "aid_scan", "aid_scan_add", "aid_cancel"):
        assert inside_client.get(reverse(f"outcomes:{name}", args=[after.public_id])).status_code == 404
        assert outside_client.get(reverse(f"outcomes:{name}", args=[before.public_id])).status_code == 404
    assert inside_client.get(reverse("outcomes:aid_person", args=[place(graduate)])).status_code == 404
    assert outside_client.get(reverse("outcomes:aid_person", args=[left.public_id])).status_code == 404


def test_the_head_of_a_center_reads_no_use(placement, consent, graduate):
    use_of(CenterAidFactory(training_center=placement.training_center, person=graduate), consent)
    head = client_of(UserFactory(roles=["blk_head"], training_center=placement.training_center))

    page = shown(head, "aid_person", place(graduate))

    assert ("Mesin jahit hitam" in page, "Masih dipakai" in page, "Catat pemberian" in page) == (True, False, False)


@pytest.mark.parametrize("seed", range(3))
def test_sums_add_up_whatever_was_given(officer, facility, seed):
    rng = random.Random(seed)
    expected, values = Counter(), Counter()
    for _number in range(25):
        giver, kind = rng.choice(["Baznas", "Dinas Sosial", "CV Maju"]), rng.choice(["ALAT_SET", "HIBAH", "NIB"])
        value, year = rng.choice([None, 1, 250_000, 10**9]), rng.choice([2025, 2026])
        is_back = rng.random() < 0.2
        back = {"cancelled_at": MONDAY, "cancelled_by": officer, "cancelled_for": "salah"} if is_back else {}
        FacilityAidFactory(
            facility=facility,
            recorded_by=officer,
            giver=giver,
            kind=kind,
            value=value,
            given_on=date(year, rng.randint(1, 12), 3),
            **back,
        )
        if year == 2026 and not is_back:
            expected[giver, kind] += 1
            values[giver, kind] += value or 0
    FacilityAidFactory()

    lines = sums_of_year(officer, 2026)

    assert {(line.giver, line.kind): (line.count, line.value) for line in lines} == {
        key: (expected[key], values[key]) for key in expected
    }
    total = total_of(lines)
    assert (total.count, total.value) == (sum(expected.values()), sum(values.values()))
    assert [line.giver for line in lines] == sorted((line.giver for line in lines), key=str.casefold)


def test_the_list_shows_a_year_with_its_sums(officer, facility):
    FacilityAidFactory(facility=facility, what="Gerinda", value=700_000)
    elsewhere = PersonFactory(facility=None)
    FacilityAidFactory(
        facility=facility, person=elsewhere, what="Las", value=None, giver="Baznas", given_on=date(2024, 2, 1)
    )
    client = client_of(officer)

    this, other, wrong = (shown(client, "aid_list", query=query) for query in ("", "?year=2024", "?year=1999"))

    assert ("Gerinda" in this, "Rp 700.000" in this, "Las" in this) == (True, True, False)
    assert ("Baznas" in other, "Gerinda" in other) == (True, False)
    assert "Gerinda" in wrong
    assert [(aid.what, aid.page_key) for aid in aids_of_year(officer, 2024)] == [("Las", None)]
    assert years_of(officer, 2026) == [2026, 2024]
    assert "Tidak ada pemberian" in shown(client_of(UserFactory(roles=["training_officer"])), "aid_list")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_a_row_for_each_thing(officer, facility, kind):
    aid = FacilityAidFactory(facility=facility, recorded_by=officer, what="=1+1")

    answer = client_of(officer).get(reverse(f"outcomes:aid_{kind}"))

    assert f'filename="alat-dan-modal-2026.{kind}"' in answer["Content-Disposition"]
    assert AccessLogEntry.objects.filter(kind="export", subject="list of tools and capital").count() == 1
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[1] == [
            "20/11/2026",
            aid.person.full_name,
            "Set alat",
            "'=1+1",
            "",
            "Dinas Sosial Tapin",
            "1500000",
            officer.full_name,
        ]


def test_the_receipt_is_one_page_without_a_word_of_custody(placement, graduate):
    aid = CenterAidFactory(
        training_center=placement.training_center,
        person=graduate,
        what="Wajan besi " * 7,
        giver="Perusahaan " * 9,
        identification="SN-0001",
    )

    answer = client_of(placement).get(reverse("outcomes:aid_receipt", args=[aid.public_id]))

    (page,) = pages(answer.content)
    assert all(word in page for word in (graduate.full_name, "SN-0001", "Rp 2.000.000", "Yang menerima", "(Mesin)"))
    assert words_found(page) == []


def test_receipts_of_both_offices_name_neither(placement, graduate, officer, inside, facility):
    same = {"what": "Las listrik", "giver": "Dinas Sosial Tapin", "value": 2_000_000, "kind": "MESIN"}
    made = [
        (placement, CenterAidFactory(training_center=placement.training_center, person=graduate, **same)),
        (officer, FacilityAidFactory(facility=facility, person=inside, **same)),
    ]

    printed = []
    for user, aid in made:
        content = client_of(user).get(reverse("outcomes:aid_receipt", args=[aid.public_id])).content
        (page,) = pages(content)
        assert (facility.name in page, facility.city in page) == (False, False)
        assert (placement.training_center.official_name in page, words_found(page)) == (False, [])
        printed.append(page.replace(aid.person.full_name, "").replace(str(aid.public_id)[:8], ""))
    assert printed[0].split() == printed[1].split()


def test_a_signed_receipt_is_uploaded_and_opened_with_a_trace(officer, inside, facility):
    aid, client = FacilityAidFactory(facility=facility, person=inside), client_of(officer)
    assert client.get(reverse("outcomes:aid_scan", args=[aid.public_id])).status_code == 404

    client.post(reverse("outcomes:aid_scan_add", args=[aid.public_id]), {"scan": SimpleUploadedFile("a.pdf", PDF)})

    opened = client.get(reverse("outcomes:aid_scan", args=[aid.public_id]))
    assert b"".join(opened.streaming_content) == BARE_PDF
    assert AccessLogEntry.objects.filter(subject="signed receipt of tools or capital").count() == 1
    refused = client.post(
        reverse("outcomes:aid_scan_add", args=[aid.public_id]), {"scan": SimpleUploadedFile("a.pdf", b"MZ")}
    )
    assert refused.status_code == 422


def test_what_is_taken_back_stands_on_the_page_and_counts_no_longer(officer, inside, facility):
    aid, client = FacilityAidFactory(facility=facility, person=inside), client_of(officer)

    assert client.post(reverse("outcomes:aid_cancel", args=[aid.public_id]), {"reason": "x"}).status_code == 422
    client.post(reverse("outcomes:aid_cancel", args=[aid.public_id]), {"reason": "Tercatat dua kali oleh petugas"})

    page = shown(client, "aid_person", inside.public_id)
    assert re.search(r"Ditarik.*Tercatat dua kali", page, re.DOTALL)
    assert aid.what not in shown(client, "aid_list")


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(officer, facility, django_assert_num_queries, count):
    FacilityAidFactory.create_batch(count, facility=facility, recorded_by=officer)
    client = client_of(officer)
    shown(client, "aid_list")

    with django_assert_num_queries(6):
        shown(client, "aid_list")


@pytest.mark.parametrize("count", [1, 30])
def test_a_person_s_page_costs_the_same_for_one_and_for_thirty(placement, consent, count, django_assert_num_queries):
    for _number in range(count):
        use_of(
            CenterAidFactory(training_center=placement.training_center, person=consent.person, recorded_by=placement),
            consent,
        )
    client, key = client_of(placement), place(consent.person)
    shown(client, "aid_person", key)

    with django_assert_num_queries(6):
        shown(client, "aid_person", key)


def test_somebody_whom_another_center_trained_has_no_page_here(placement):
    stranger = trained(CenterAidFactory().training_center)

    assert client_of(placement).get(reverse("outcomes:aid_person", args=[place(stranger)])).status_code == 404
