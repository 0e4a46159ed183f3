"""A file for research: asked for by one, approved by the heads of both offices, made once, taken by its own office."""

import csv
import io
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from outcomes.effect import cohort_files
from outcomes.effect.models import CohortFile
from outcomes.followup.models.consents import Consent
from tests.factories import AgreementFactory, UserFactory
from tests.outcomes.effect.releases import House, at

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 10)
PURPOSE = {"receiver": "Universitas Contoh", "purpose": "Penelitian tentang kerja lulusan"}
LIST, ASK = reverse("outcomes:cohort_file_list"), reverse("outcomes:cohort_file_ask")


@pytest.fixture(autouse=True)
def _day():
    with clock.moved_to(at(DAY)):
        yield


@pytest.fixture
def house():
    """Thirty released in 2025, half of whom work."""
    made = House()
    made.agreement = AgreementFactory(facility=made.facility, training_center=made.center)
    for number in range(30):
        released = date(2025, 2, 3) + timedelta(days=number)
        person = made.release(released, full_name=f"Nama Rahasia {number}", sex="L", education="SMP")
        made.train(person)
        if number % 2:
            made.tell(made.consent(person), "m6", "KERJA_SESUAI", released + timedelta(days=183))
    return made


def user(house, role, **fields):
    office = {"training_center": house.center} if role.startswith("blk") else {"facility": house.facility}
    return UserFactory(roles=[role], **office, **fields)


def asked(house, role="training_officer", **changes):
    return cohort_files.ask(by=user(house, role), **{"pair": house.agreement, "year": 2025, **PURPOSE, **changes})


def made(house, role="training_officer"):
    found = cohort_files.approve(asked(house, role), by=user(house, "rutan_head"))
    return cohort_files.approve(found, by=user(house, "blk_head"))


@pytest.mark.parametrize("role", ["rutan_head", "blk_head"])
def test_a_file_waits_for_the_head_of_each_office_on_the_first_page(sign_in, house, role):
    file, head = asked(house), user(house, role)
    assert ask_words(sign_in(head)) is True

    cohort_files.approve(file, by=head)

    assert ask_words(sign_in(head)) is False
    other = user(house, "blk_head" if role == "rutan_head" else "rutan_head")
    assert ask_words(sign_in(other)) is True
    cohort_files.refuse(file, by=other, reason="Tujuannya kurang jelas.")
    assert ask_words(sign_in(other)) is False


def test_the_head_of_another_office_is_not_asked_to_decide(sign_in, house):
    asked(house)

    assert ask_words(sign_in(UserFactory(roles=["rutan_head"]))) is False


def ask_words(client) -> bool:
    return "Putuskan berkas penelitian 2025" in client.get("/").content.decode()


@pytest.mark.parametrize(("role", "shown"), [("training_officer", "short_name"), ("blk_coordinator", "city")])
def test_the_partner_is_named_to_whom_the_name_tells_nothing(sign_in, house, role, shown):
    field = sign_in(user(house, role)).get(ASK).context["form"].fields["pair"]

    words = {"short_name": house.center.short_name, "city": house.facility.city}
    assert field.label_from_instance(house.agreement) == f"{house.agreement.number} · {words[shown]}"


def lists_in(content):
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        return {name: list(csv.reader(io.StringIO(archive.read(name).decode()))) for name in archive.namelist()}


@pytest.mark.parametrize("role", ["training_officer", "blk_coordinator"])
def test_two_heads_of_two_offices_make_the_file(house, role):
    found = made(house, role)

    data = lists_in(found.content)["data.csv"]
    assert (found.people, found.left_out, len(data)) == (30, 0, 31)
    assert {line[-1] for line in data[1:]} == {"KERJA_SESUAI", "TIDAK_DIKETAHUI"}
    assert "Rahasia" not in str(data)
    assert AuditEvent.objects.filter(action="cohort_file.approve").count() == 2


def test_one_head_makes_none(house):
    found = cohort_files.approve(asked(house), by=user(house, "blk_head"))

    assert (found.made_at, found.content) == (None, None)


@pytest.mark.engines
def test_both_offices_ask_for_equal_people_and_get_equal_bytes(house):
    assert bytes(made(house).content) == bytes(made(house, "blk_coordinator").content)


def refusals(act):
    with pytest.raises(RuleViolation) as refused:
        act()
    return {reason.code for reason in refused.value.reasons}


def test_what_cannot_be_asked_for(house):
    other = AgreementFactory()

    assert refusals(lambda: asked(house, "rutan_head")) == {"not_authorized"}
    assert refusals(lambda: asked(house, pair=other)) == {"partner"}
    assert refusals(lambda: asked(house, year=2026)) == {"year"}
    assert refusals(lambda: asked(house, year=2023)) == {"year"}
    assert refusals(lambda: asked(house, purpose="riset")) == {"purpose"}
    assert refusals(lambda: asked(house, purpose="Penelitian tentang narapidana")) == {"purpose_words"}
    assert refusals(lambda: asked(house, year=2024)) <= {"year", "too_few"}
    assert not CohortFile.objects.exists()


@pytest.mark.engines
def test_one_file_a_year(house):
    asked(house)

    assert refusals(lambda: asked(house)) == {"there_already"}


def test_who_cannot_decide(house):
    both = user(house, "training_officer")
    both.groups.add(*user(house, "rutan_head").groups.all())
    found = cohort_files.ask(by=both, pair=house.agreement, year=2025, **PURPOSE)

    assert refusals(lambda: cohort_files.approve(found, by=both)) == {"four_eyes"}
    assert refusals(lambda: cohort_files.approve(found, by=user(house, "blk_coordinator"))) == {"not_authorized"}
    cohort_files.approve(found, by=user(house, "rutan_head"))
    assert refusals(lambda: cohort_files.approve(found, by=user(house, "rutan_head"))) == {"approved"}
    cohort_files.approve(found, by=user(house, "blk_head"))
    assert refusals(lambda: cohort_files.approve(found, by=user(house, "blk_head"))) == {"decided", "approved"}


def test_a_refused_file_can_be_asked_for_again(house):
    found = cohort_files.refuse(asked(house), by=user(house, "blk_head"), reason="Penerima belum menandatangani.")

    assert (found.is_open, found.refused_for) == (False, "Penerima belum menandatangani.")
    assert asked(house).is_open
    assert refusals(lambda: cohort_files.refuse(asked_again(), by=user(house, "blk_head"), reason="x")) == {
        "reason_missing"
    }


def asked_again():
    return CohortFile.objects.standing().get()


def test_too_few_people_are_told_before_anybody_decides(house):
    Consent.objects.all().delete()

    # Of nobody anything is known, so thirty say the same and still leave; of ten they would not.
    assert asked(house).is_open
    few = House()
    few.agreement = AgreementFactory(facility=few.facility, training_center=few.center)
    for number in range(10):
        few.train(few.release(date(2025, 2, 3) + timedelta(days=number)), "F")
    assert refusals(lambda: asked(few)) == {"too_few"}


def test_a_file_asked_for_too_long_ago_is_not_made(house):
    found = cohort_files.approve(asked(house), by=user(house, "rutan_head"))

    with clock.moved_to(at(date(2027, 8, 1))):
        assert refusals(lambda: cohort_files.approve(found, by=user(house, "blk_head"))) == {"too_few"}
    assert CohortFile.objects.get().is_open


def test_the_own_office_takes_it_and_each_taking_is_logged(sign_in, house):
    found = made(house)
    zip_page = reverse("outcomes:cohort_file_zip", args=[found.public_id])

    own = sign_in(user(house, "rutan_head")).get(zip_page, {"jenis_kelamin": "P", "tahun": "2020"})
    other = sign_in(user(house, "blk_head")).get(zip_page)

    assert (own.status_code, own.content) == (200, bytes(found.content))
    assert other.status_code == 404
    assert AccessLogEntry.objects.filter(subject="cohort file").count() == 1


def test_a_file_that_is_not_made_cannot_be_taken(sign_in, house):
    zip_page = reverse("outcomes:cohort_file_zip", args=[asked(house).public_id])

    assert sign_in(user(house, "rutan_head")).get(zip_page).status_code == 404


def test_it_goes_its_way_by_pages(sign_in, house):
    officer = user(house, "training_officer")
    client, (latest,) = sign_in(officer), cohort_files.pairs_of(officer)
    told = client.post(ASK, {"pair": latest.pk, "year": 2025, **PURPOSE}, follow=True)
    assert told.redirect_chain == [(LIST, 302)]
    assert "Universitas Contoh" in told.content.decode()
    assert client.post(ASK, {"pair": latest.pk, "year": 2025, **PURPOSE}).status_code == 422

    public_id = CohortFile.objects.get().public_id
    approve = reverse("outcomes:cohort_file_approve", args=[public_id])
    for role in ("rutan_head", "blk_head"):
        page = sign_in(user(house, role)).post(approve, follow=True).content.decode()
    assert "30 orang" in page
    assert "ZIP" not in page
    assert house.facility.name not in page
    assert "ZIP" in sign_in(user(house, "training_officer")).get(LIST).content.decode()


def test_a_head_refuses_by_page(sign_in, house):
    refuse = reverse("outcomes:cohort_file_refuse", args=[asked(house).public_id])
    client = sign_in(user(house, "blk_head"))

    assert client.post(refuse, {"reason": ""}).status_code == 422
    page = client.post(refuse, {"reason": "Belum ada surat dari kampus."}, follow=True).content.decode()

    assert "Belum ada surat dari kampus." in page


@pytest.mark.engines
def test_the_list_takes_as_many_statements_for_many(sign_in, house, django_assert_max_num_queries):
    made(house)
    asked(house, "blk_coordinator")
    client = sign_in(user(house, "rutan_head"))
    client.get(LIST)

    with django_assert_max_num_queries(8):
        client.get(LIST)
