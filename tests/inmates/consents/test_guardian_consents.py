"""Parents and guardians sign for people under 18: needed, recorded, ended, and asked anew at 18."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.consents import guardian_consents
from inmates.consents.guardian_consents import guarded
from inmates.consents.models import GuardianConsent
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from outcomes.followup import withdrawal
from outcomes.followup.consents import Terms, record_consent
from outcomes.followup.models.consents import Consent
from programs.registrations import registering, registration_decisions
from programs.registrations.contact_details import ContactDetails
from reports.processing.children import Children, children_of
from tests.conftest import MONDAY, FormClient
from tests.factories import BatchFactory, EnrollmentFactory, PersonFactory, UserFactory
from tests.factories.followup import graduate
from tests.programs.registrations.test_registering import WHO
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()
YOUNG = date(2009, 3, 14)
SAID = {"guardian_name": "Siti Aminah", "relation": "mother", "given_on": TODAY, "paper": "Map 3, lembar 12"}


@pytest.fixture
def officer():
    return UserFactory(roles=["placement_officer"])


@pytest.fixture
def center(officer):
    return officer.training_center


@pytest.fixture
def child(center):
    return graduate(center, birth_date=YOUNG)


def recorded(child, by, **said):
    return guardian_consents.record(child, by.training_center, by=by, **{**SAID, **said})


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return codes(violation)


def says(answer, on=TODAY):
    return Terms(answer=answer, channel="spoken", asked_on=on)


def test_a_yes_of_a_child_counts_only_with_parent_or_guardian(officer, center, child):
    def given(answer="yes"):
        return record_consent(child, center=center, by=officer, terms=says(answer))

    assert refused(given) == ["guardian"]
    assert given("no").answer == "no"
    recorded(child, officer)

    assert given().answer == "yes"


def test_what_another_center_or_a_later_day_has_does_not_count(officer, center, child):
    other = UserFactory(roles=["placement_officer"])
    guardian_consents.record(child, other.training_center, by=other, **SAID)
    assert guarded([child.pk], center, TODAY) == set()
    recorded(child, officer)

    assert guarded([child.pk], center, TODAY - timedelta(days=1)) == set()
    assert guarded([child.pk, 0], center, TODAY) == {child.pk}


def test_the_record_into_which_a_child_was_merged_is_guarded_too(officer, center, child):
    recorded(child, officer)
    stays = PersonFactory(facility=None, birth_date=YOUNG)
    child.merged_into = stays
    child.save()

    assert guarded([stays.pk], center, TODAY) == {stays.pk}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"given_on": TODAY + timedelta(days=1)}, "future"),
        ({"given_on": date(2009, 3, 13)}, "unborn"),
        ({"guardian_name": " "}, "incomplete"),
        ({"paper": " "}, "incomplete"),
        ({"relation": "friend"}, "relation"),
    ],
)
def test_a_consent_of_a_parent_is_refused(officer, child, said, code):
    assert refused(recorded, child, officer, **said) == [code]


def test_adults_and_second_papers_are_refused_and_so_are_others(officer, child):
    assert refused(recorded, graduate(officer.training_center, birth_date=date(1990, 1, 1)), officer) == ["adult"]
    row = recorded(child, officer)
    assert refused(recorded, child, officer) == ["stands"]
    instructor = UserFactory(roles=["instructor"], training_center=officer.training_center)
    said = {"ended_on": TODAY, "end_paper": "Surat ibunya, map 3 lembar 14"}
    assert refused(guardian_consents.end, row, by=instructor, **said) == ["not_authorized"]
    wrong = {"ended_on": TODAY + timedelta(days=1), "end_paper": "-"}
    assert refused(guardian_consents.end, row, by=officer, **wrong) == ["day", "reason_missing"]
    early = {**said, "ended_on": TODAY - timedelta(days=1)}
    assert refused(guardian_consents.end, row, by=officer, **early) == ["day"]
    ended = guardian_consents.end(row, by=officer, **said)

    assert (ended.ended_on, ended.ended_by, ended.end_paper) == (TODAY, officer, said["end_paper"])
    assert refused(guardian_consents.end, row, by=officer, **said) == ["ended"]
    assert guarded([child.pk], officer.training_center, TODAY) == set()


def test_a_child_has_no_place_before_a_parent_has_signed(center):
    by = UserFactory(roles=["blk_coordinator"], training_center=center)
    batch = BatchFactory(training_center=center, is_open=True)
    who = type(WHO)(**{**vars(WHO), "birth_date": YOUNG})
    row = registering.register(batch, by=by, who=who, way="counter", consent_on=TODAY)
    client = FormClient()
    client.force_login(by)
    page = reverse("programs:registration_list", args=[batch.public_id])
    shown = client.get(page).content.decode()
    assert "Di bawah 18 tahun" in shown
    assert "persetujuan orang tua atau wali" in shown
    assert refused(registration_decisions.accept, row, by=by) == ["incomplete"]

    recorded(row.person, by)

    assert registration_decisions.accept(row, by=by).state == "accepted"
    assert children_of(by) == Children(1, 1)


def test_at_18_a_task_asks_anew_once_and_the_flag_goes(officer, center, child):
    recorded(child, officer)
    grown = clock.at(date(2027, 3, 14), MONDAY.time(), center.time_zone)
    for moment, tasks in ((grown - timedelta(days=1), 0), (grown, 1), (grown + timedelta(days=9), 1)):
        with clock.moved_to(moment):
            guardian_consents.ask_those_who_turned_adult()
            assert InboxTask.objects.filter(kind="inmates.turned_adult").count() == tasks
    task = InboxTask.objects.get()
    assert (task.person, task.training_center, task.role) == (child, center, "placement_officer")
    assert AuditEvent.objects.filter(action="guardian_consent.outgrow").count() == 1
    with clock.moved_to(grown):
        assert record_consent(child, center=center, by=officer, terms=says("yes", date(2027, 3, 14))).answer == "yes"
        assert guardian_consents.guardian_blockers(child, center, date(2027, 3, 14)) == []
        assert guardian_consents._ask_anew(GuardianConsent.objects.get().pk, center) is False
        assert children_of(UserFactory(roles=["auditor"], training_center=center)).count == 0


def test_whose_birth_is_corrected_to_a_later_day_is_asked_at_the_right_18(officer, center, child):
    recorded(child, officer)
    grown = clock.at(date(2027, 3, 14), MONDAY.time(), center.time_zone)
    with clock.moved_to(grown):
        guardian_consents.ask_those_who_turned_adult()
        type(child).objects.filter(pk=child.pk).update(birth_date=date(2010, 3, 14))

        assert guardian_consents.wait_for_those_who_are_minors_again() == 1

        assert guardian_consents.wait_for_those_who_are_minors_again() == 0
        assert InboxTask.objects.open().count() == 0
    with clock.moved_to(grown + timedelta(days=366)):
        guardian_consents.ask_those_who_turned_adult()
        assert InboxTask.objects.open().get().person == child


GROWN = date(2027, 3, 14)


def at_18(center, days=0):
    """The clock of so many days after the 18th birthday, with the work that is due by then done."""
    return clock.at(GROWN + timedelta(days=days), MONDAY.time(), center.time_zone)


@pytest.fixture
def agreed(child, officer, center):
    """A child who agreed with a mother, and who is 18 by now."""
    recorded(child, officer)
    record_consent(child, center=center, by=officer, terms=says("yes"))
    with clock.moved_to(at_18(center)):
        guardian_consents.ask_those_who_turned_adult()
    return child


def test_what_a_child_agreed_to_ends_where_it_is_not_renewed(agreed, officer, center):
    """Regression: whoever agreed at 16 was called for years, though nobody had asked the adult."""
    task = InboxTask.objects.get(kind="inmates.turned_adult")
    assert task.due_on == GROWN + timedelta(days=90)
    assert refused(inbox_tasks.acknowledge, task, by=officer, note="Sudah dilihat") == ["not_over"]

    for days, live in ((90, 1), (91, 0)):
        with clock.moved_to(at_18(center, days)):
            assert guardian_consents.end_what_was_not_renewed() == 1 - live
            assert Consent.objects.live().count() == live

    row = GuardianConsent.objects.get()
    assert (row.ended_on, row.ended_by) == (GROWN + timedelta(days=91), None)
    assert not InboxTask.objects.open().exists()
    assert AuditEvent.objects.filter(action="guardian_consent.lapse").count() == 1
    assert guardian_consents._lapse(row.pk) is False


def test_a_yes_at_18_renews_and_nothing_ends(agreed, officer, center):
    with clock.moved_to(at_18(center, 5)):
        renewed = record_consent(agreed, center=center, by=officer, terms=says("yes", GROWN + timedelta(days=5)))
        # Once renewed, it is as any other.
        assert refused(record_consent, agreed, center=center, by=officer, terms=says("yes", renewed.asked_on)) == [
            "answered"
        ]
    assert not InboxTask.objects.open().exists()
    assert GuardianConsent.objects.get().ended_by == officer

    with clock.moved_to(at_18(center, 200)):
        assert guardian_consents.end_what_was_not_renewed() == 0
    assert Consent.objects.live().get().asked_on == GROWN + timedelta(days=5)


def test_a_no_at_18_is_a_withdrawal(agreed, officer, center):
    with clock.moved_to(at_18(center, 5)):
        no = says("no", GROWN + timedelta(days=5))
        assert refused(record_consent, agreed, center=center, by=officer, terms=no) == ["answered"]

        withdrawal.withdraw(Consent.objects.live().get(), by=officer, channel="spoken")
        record_consent(agreed, center=center, by=officer, terms=no)

        assert not InboxTask.objects.open().exists()
        assert guardian_consents.end_what_was_not_renewed() == 0


def test_an_agreement_of_the_adult_does_not_end_with_that_of_the_parent(agreed, center):
    Consent.objects.update(asked_on=GROWN)

    with clock.moved_to(at_18(center, 91)):
        assert guardian_consents.end_what_was_not_renewed() == 1

    assert Consent.objects.live().count() == 1


def test_address_and_telephone_of_a_child_go_where_they_are_not_renewed(center):
    by = UserFactory(roles=["blk_coordinator"], training_center=center)
    batch = BatchFactory(training_center=center, is_open=True)
    who = type(WHO)(**{**vars(WHO), "birth_date": YOUNG})
    contact = ContactDetails("Jl. A. Yani 12", "0812 5000 1234", TODAY)
    row = registering.register(batch, by=by, who=who, way="counter", consent_on=TODAY, contact=contact)
    recorded(row.person, by)

    with clock.moved_to(at_18(center, 91)):
        guardian_consents.ask_those_who_turned_adult()
    with clock.moved_to(at_18(center, 190)):
        guardian_consents.end_what_was_not_renewed()

    row.refresh_from_db()
    assert (row.contact_sealed, row.contact_ended_on) == ("", GROWN + timedelta(days=190))


def test_the_page_records_and_ends_and_nobody_else_finds_it(officer, child):
    client = FormClient()
    client.force_login(officer)
    page = reverse("programs:guardian_consent", args=[child.public_id])
    assert "Di bawah 18 tahun" in client.get(page).content.decode()

    client.post(page, {**SAID, "given_on": f"{TODAY:%d/%m/%Y}"})
    row = GuardianConsent.objects.get()
    assert "Siti Aminah" in client.get(page).content.decode()
    end = reverse("programs:guardian_consent_end", args=[row.public_id])
    assert "Siti Aminah" in client.get(end).text
    assert client.post(end, {"ended_on": f"{TODAY:%d/%m/%Y}", "end_paper": ""}).status_code == 422
    row.refresh_from_db()
    assert row.ended_on is None
    client.post(end, {"ended_on": f"{TODAY:%d/%m/%Y}", "end_paper": "Surat ibunya, map 3"})

    row.refresh_from_db()
    assert (row.ended_by, row.end_paper) == (officer, "Surat ibunya, map 3")
    assert "Surat ibunya, map 3" in client.get(page).text
    stranger = FormClient()
    stranger.force_login(UserFactory(roles=["placement_officer"]))
    assert stranger.get(page).status_code == 404
    assert stranger.post(reverse("programs:guardian_consent_end", args=[row.public_id])).status_code == 404


def test_children_in_custody_are_counted_without_asking_who_signed():
    auditor = UserFactory(roles=["auditor"])
    PersonFactory(facility=auditor.facility, with_custody=True, birth_date=YOUNG)
    PersonFactory(facility=auditor.facility, with_custody=True, birth_date=date(1990, 1, 1))

    assert children_of(auditor) == Children(1, None)


def test_the_list_of_those_to_ask_flags_children(officer, center):
    place = EnrollmentFactory(
        batch__training_center=center, person__birth_date=YOUNG, batch__state="finished", batch__ends_on=TODAY
    )
    client = FormClient()
    client.force_login(officer)

    shown = client.get(reverse("outcomes:consent_list")).content.decode()

    assert place.person.full_name in shown
    assert "Di bawah 18 tahun" in shown
    assert Consent.objects.count() == 0
