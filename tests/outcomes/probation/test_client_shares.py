"""A person's yes to one probation officer, its end, and what the officer then reads."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from inmates.custody.models.stays import CustodyPeriod
from outcomes.followup.codes import DERIVED, OutcomeStatus, Wave
from outcomes.followup.models.consents import Consent
from outcomes.followup.withdrawal import withdraw
from outcomes.probation import client_shares, clients, page_links
from outcomes.probation.merged_shares import move_shares
from outcomes.probation.models import ClientShare
from programs.merged_records.record_merge import Merging
from reports.subject_file.collected import OF_FACILITY
from tests.factories import (
    EnrollmentFactory,
    PersonFactory,
    TrainingCenterFactory,
    UserFactory,
)
from tests.factories.followup import ConsentFactory, OutcomeFactory, contact
from tests.factories.probation import ClientShareFactory, trained_inside

EVER = date(2000, 1, 1)
pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def person(facility):
    return PersonFactory(facility=facility)


@pytest.fixture
def keeper(facility):
    return UserFactory(roles=["training_officer"], facility=facility)


@pytest.fixture
def officer():
    return UserFactory(roles=["bapas_officer"])


@pytest.fixture
def client_share(officer):
    """Somebody who left, agreed to be asked, and shares what is told with the officer."""
    return shared(officer, "Rusmini Apriliani")


def shared(officer, name="Rusmini Apriliani"):
    consent = ConsentFactory()
    consent.person.set_name(name)
    consent.person.save()
    facility = trained_inside(consent).batch.facility
    CustodyPeriod.objects.create(
        person=consent.person,
        facility=facility,
        from_date=date(2026, 1, 5),
        until=date(2026, 8, 24),
        leaving="full_term",
    )
    return ClientShareFactory(person=consent.person, facility=facility, officer=officer)


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return [reason.code for reason in violation.value.reasons]


def text_of(answer):
    return " ".join(answer.content.decode().split())


def shown(answer):
    return text_of(answer).partition("<main")[2].partition("</main>")[0]


def test_a_yes_names_one_officer_and_is_audited(person, keeper, officer):
    made = client_shares.share(person, by=keeper, officer=officer, agreed_on=TODAY)

    assert (made.person, made.officer, made.facility, made.text_version) == (
        person,
        officer,
        keeper.facility,
        "BAPAS-v1",
    )
    assert AuditEvent.objects.filter(action="client_share.add").count() == 1


def test_share_is_refused_with_every_reason(person, keeper):
    ClientShareFactory(person=person, facility=person.facility)
    stranger = UserFactory(roles=["training_officer"])

    assert refused(client_shares.share, person, by=stranger, officer=keeper, agreed_on=date(2026, 11, 24)) == [
        "not_authorized",
        "officer",
        "future",
        "named",
    ]


@pytest.mark.parametrize("role", ["registrar", "rutan_head", "placement_officer"])
def test_only_those_who_prepare_leaving_record_it(role, person, officer, facility):
    side = {} if role == "placement_officer" else {"facility": facility}
    someone = UserFactory(roles=[role], **side)

    assert refused(client_shares.share, person, by=someone, officer=officer, agreed_on=TODAY) == ["not_authorized"]


def test_an_ended_share_shows_nothing_more(client_share, officer):
    assert list(clients.clients_of(officer)) == [client_share]

    client_shares.end_share(client_share, by=client_share.recorded_by)

    assert list(clients.clients_of(officer)) == []
    assert refused(client_shares.end_share, client_share, by=officer) == ["not_authorized", "ended"]


def test_withdrawal_of_the_agreement_ends_the_reading_and_shows_nothing_to_the_facility(client_share, officer, sign_in):
    consent = client_share.person.consents.get()
    pages = sign_in(client_share.recorded_by)
    address = reverse("outcomes:share_new", args=[client_share.person.public_id])
    before = shown(pages.get(address))

    withdraw(consent, by=consent.recorded_by, channel="spoken")

    client_share.refresh_from_db()
    assert client_share.ended_on is None
    # Still a client: one who vanished now would be known to have stopped.
    assert list(clients.clients_of(officer)) == [client_share]
    assert {one.status for one in clients.told_under([], since=client_share.agreed_on)} == {clients.NOT_KNOWN}
    assert shown(pages.get(address)) == before
    assert not AuditEvent.objects.filter(action="client_share.end").exists()


def test_officer_reads_of_people_who_have_left_alone(client_share, officer):
    client_share.person.facility = client_share.facility
    client_share.person.save()

    assert list(clients.clients_of(officer)) == []


def test_officer_reads_what_centers_were_told_that_trained_in_classes_of_the_facility(client_share, officer):
    kept = client_share.person.consents.get()
    public = ConsentFactory(person=client_share.person, training_center=TrainingCenterFactory())
    EnrollmentFactory(person=client_share.person, in_public=True, batch__training_center=public.training_center)

    assert clients.agreements_of(client_share) == [kept]
    kept.delete()
    assert (clients.agreements_of(client_share), list(clients.clients_of(officer))) == ([], [client_share])


@pytest.mark.parametrize("status", sorted(set(OutcomeStatus.values) - DERIVED))
def test_officer_reads_four_words_alone(status, client_share):
    told = OutcomeFactory(consent=client_share.person.consents.get(), status=status, works_since=date(2026, 9, 1))

    (line,) = [one for one in clients.told_under([told.consent], since=EVER) if one.wave == Wave.MONTHS_3.label]

    expected = {
        "KERJA_SESUAI": clients.IN_TRADE,
        "USAHA_SESUAI": clients.IN_TRADE,
        "KERJA_LAIN": clients.ELSEWHERE,
        "USAHA_LAIN": clients.ELSEWHERE,
        "HARIAN": clients.ELSEWHERE,
        "WAFAT": clients.NOT_KNOWN,
        "MENOLAK": clients.NOT_KNOWN,
    }
    assert line.status == expected.get(status, clients.NO_WORK)
    assert (line.since is not None) is (line.status in (clients.IN_TRADE, clients.ELSEWHERE))


def test_officer_reads_nothing_told_before_the_yes(client_share):
    """The text that was read out speaks of what will be told."""
    told = OutcomeFactory(consent=client_share.person.consents.get(), status="HARIAN", told_on=date(2026, 11, 20))

    before, after = (clients.told_under([told.consent], since=day) for day in (date(2026, 11, 20), date(2026, 11, 21)))

    assert (before[3].status, after[3].status) == (clients.ELSEWHERE, clients.NOT_KNOWN)


@pytest.mark.parametrize(("weeks", "ahead"), [(1, 5), (2, 4), (12, 4), (13, 3), (52, 2), (53, 1), (105, 0)])
def test_waves_whose_day_has_not_come_are_not_unknown(weeks, ahead, client_share):
    stays = client_share.person.custody_periods
    stays.update(from_date=date(2023, 1, 2), until=TODAY - timedelta(weeks=weeks))
    consent = client_share.person.consents.get()

    coming = clients.to_come(client_share.person, TODAY)
    told = clients.told_under([consent], since=EVER, ahead=coming)

    assert [one.status for one in told] == [clients.NOT_DUE] * ahead + [clients.NOT_KNOWN] * (5 - ahead)


def test_what_is_told_before_its_day_is_read(client_share):
    told = OutcomeFactory(consent=client_share.person.consents.get(), status="RUMAH")

    assert clients.told_under([told.consent], since=EVER, ahead=set(Wave))[3].status == clients.NO_WORK


def test_the_page_of_the_person_names_the_officer(sign_in, person, keeper, officer):
    link = page_links.probation_officer(person)
    assert str(link.label) == "Pembimbing kemasyarakatan"

    ClientShareFactory(person=person, facility=person.facility, officer=officer)

    assert str(page_links.probation_officer(person).label) == f"Pembimbing kemasyarakatan: {officer.full_name}"


def test_daily_work_may_be_in_the_trade(client_share):
    told = OutcomeFactory(consent=client_share.person.consents.get(), status="HARIAN", is_in_trade=True)

    assert clients.told_under([told.consent], since=EVER)[3].status == clients.IN_TRADE


@pytest.mark.parametrize("status", ["MENOLAK", "WAFAT"])
def test_what_is_not_to_be_read_looks_as_if_nothing_was_told(status, client_share):
    consent = client_share.person.consents.get()
    before = clients.told_under([consent], since=EVER)

    OutcomeFactory(consent=consent, status=status)

    assert clients.told_under([consent], since=EVER) == before
    assert [(one.status, one.told_on) for one in before] == [(clients.NOT_KNOWN, None)] * 5


def test_reading_stands_in_no_file_of_the_facility(client_share, officer, sign_in):
    sign_in(officer).get(reverse("outcomes:client_detail", args=[client_share.public_id]))

    entry = AccessLogEntry.objects.get(subject="what a client told")
    consent = client_share.person.consents.get()
    assert (entry.subject_type, entry.subject_id) == ("outcomes.consent", str(consent.pk))
    assert Consent not in {table.model for table in OF_FACILITY}


def test_whoever_has_the_person_now_ends_the_share(keeper, officer, sign_in):
    share = ClientShareFactory(officer=officer)
    share.person.facility = keeper.facility
    share.person.save()

    assert refused(client_shares.end_share, share, by=share.recorded_by) == ["not_authorized"]
    pages = sign_in(keeper)
    assert officer.full_name in text_of(pages.get(reverse("outcomes:share_new", args=[share.person.public_id])))
    pages.post(reverse("outcomes:share_end", args=[share.public_id]))
    share.refresh_from_db()
    assert (share.ended_on, share.ended_by) == (TODAY, keeper)


def test_whoever_recorded_it_and_gave_the_person_away_finds_it_no_more(keeper, officer, sign_in):
    share = ClientShareFactory(officer=officer)
    share.person.facility = keeper.facility
    share.person.save()

    assert sign_in(share.recorded_by).get(reverse("outcomes:share_end", args=[share.public_id])).status_code == 404


def test_officer_reads_work_alone_and_each_look_is_logged(client_share, officer, sign_in):
    consent = client_share.person.consents.get()
    contact(consent, "081200007731")
    OutcomeFactory(
        consent=consent,
        status="KERJA_SESUAI",
        works_since=date(2026, 9, 1),
        income_band="2",
        hindrance="MODAL",
        help_wanted="LOWONGAN",
        occupation="Tukang las",
    )
    pages = sign_in(officer)

    assert "Rusmini Apriliani" in text_of(pages.get(reverse("outcomes:client_list")))
    page = text_of(pages.get(reverse("outcomes:client_detail", args=[client_share.public_id])))

    assert "Bekerja sesuai kejuruan" in page
    assert "September 2026" in page
    for hidden in ("upah minimum", "Modal", "Lowongan", "731", "Tukang las"):
        assert hidden not in page
    assert AccessLogEntry.objects.filter(subject="what a client told").count() == 1


def test_officer_sees_own_clients_only(client_share, sign_in):
    pages = sign_in(UserFactory(roles=["bapas_officer"]))

    assert "Rusmini" not in text_of(pages.get(reverse("outcomes:client_list")))
    assert pages.get(reverse("outcomes:client_detail", args=[client_share.public_id])).status_code == 404


def test_share_without_an_agreement_to_be_asked_shows_nothing(officer):
    ClientShareFactory(officer=officer)

    assert list(clients.clients_of(officer)) == []


def test_share_is_recorded_on_a_page_reached_from_readiness(person, keeper, officer, sign_in):
    pages = sign_in(keeper)
    address = reverse("outcomes:share_new", args=[person.public_id])

    assert "bolehkah pembimbing kemasyarakatan" in text_of(pages.get(address))
    pages.post(address, {"officer": officer.pk, "agreed_on": "23/11/2026"})

    share = ClientShare.objects.get()
    page = text_of(pages.get(address))
    assert officer.full_name in page
    pages.post(reverse("outcomes:share_end", args=[share.public_id]))
    share.refresh_from_db()
    assert share.ended_on == TODAY


def test_page_of_a_stranger_is_not_found(person, sign_in):
    pages = sign_in(UserFactory(roles=["training_officer"]))

    assert pages.get(reverse("outcomes:share_new", args=[person.public_id])).status_code == 404


def test_of_two_records_of_one_person_one_share_stays(officer):
    kept, gone = ClientShareFactory(officer=officer), ClientShareFactory(officer=officer)

    move_shares(Merging(stays=kept.person, goes=gone.person))

    assert list(ClientShare.objects.standing().values_list("pk", "person")) == [(kept.pk, kept.person_id)]
    assert ClientShare.objects.filter(person=kept.person).count() == 2


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_clients_takes_the_same_few_queries(count, officer, sign_in, django_assert_num_queries):
    for _number in range(count):
        shared(officer)
    pages = sign_in(officer)
    pages.get(reverse("outcomes:client_list"))

    # The office is read for those who belong to one of this kind alone, so that no page of others joins it.
    with django_assert_num_queries(5):
        pages.get(reverse("outcomes:client_list"))
