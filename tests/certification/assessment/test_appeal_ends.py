"""A granted appeal that nobody can assess any more is ended by two people; the person's case officer is told."""

import pytest
from django.urls import reverse

from certification.assessment import appeal_ends, certificate_gate, result_appeals
from certification.assessment.models.contests import ResultAppeal
from certification.assessment.models.minutes import Addendum
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from tests.certification.assessment.test_result_appeals import also_head, file
from tests.factories import UserFactory
from tests.factories.certification import assess_all, assessor_of, record_result, sign
from tests.html import hidden
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
WHY = "Tidak ada asesor lain yang terdaftar"


@pytest.fixture
def appeal(batch, place, assessor, coordinator, head):
    assess_all(batch, by=assessor)
    place.unit_results.all().delete()
    result = record_result(place, batch.version.units.first(), by=assessor, result="BK", feedback="Retak.")
    filed = file(result, coordinator)
    return result_appeals.decide(filed, by=head, outcome="granted", reason="Alat uji memang rusak")


def tasks(kind):
    return InboxTask.objects.open().filter(kind=kind)


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as found:
        command(*args, **kwargs)
    return codes(found)


def test_two_people_end_it_and_the_case_officer_is_told(appeal, place, coordinator, head):
    person = place.person
    person.case_officer = UserFactory(roles=["case_officer"], facility=person.facility)
    person.save()
    asked = appeal_ends.ask(appeal, by=coordinator, reason=WHY)
    (task,) = tasks("certification.appeal_end")
    assert (task.role, task.training_center) == ("blk_head", head.training_center)
    assert refused(inbox_tasks.acknowledge, task, by=head, note="Sudah dilihat") == ["not_over"]
    assert "appeal" in codes(certificate_gate.standing_of(place).blockers)

    appeal_ends.confirm(asked, by=head)

    assert "appeal" not in codes(certificate_gate.standing_of(place).blockers)
    assert not ResultAppeal.objects.open().exists()
    assert not tasks("certification.appeal_end").exists()
    assert not tasks("certification.assess_again").exists()
    told = tasks("certification.appeal_ended").visible_to(person.case_officer).get()
    assert WHY in inbox_tasks.line_of(told).note
    ends = AuditEvent.objects.filter(action__in=["result_appeal.ask_end", "result_appeal.end"]).order_by("pk")
    assert [(one.action, one.actor_id, one.details["reason"]) for one in ends] == [
        ("result_appeal.ask_end", coordinator.pk, WHY),
        ("result_appeal.end", head.pk, WHY),
    ]
    assert refused(appeal_ends.confirm, asked, by=head) == ["not_asked"]
    assert refused(appeal_ends.ask, asked, by=coordinator, reason=WHY) == ["not_granted"]


def test_without_a_case_officer_the_training_officer_is_told(appeal, place, coordinator, head):
    person = place.person
    person.case_officer = None
    person.save()
    appeal_ends.confirm(appeal_ends.ask(appeal, by=coordinator, reason=WHY), by=head)

    assert list(tasks("certification.appeal_ended").values_list("role", "facility")) == [
        ("training_officer", person.facility_id)
    ]


def test_of_who_has_left_nobody_in_custody_is_told(appeal, place, coordinator, head):
    type(place.person).objects.filter(pk=place.person_id).update(facility=None, case_officer=None)

    appeal_ends.confirm(appeal_ends.ask(appeal, by=coordinator, reason=WHY), by=head)

    assert not tasks("certification.appeal_ended").exists()


def test_signed_minutes_are_supplemented(batch, appeal, coordinator, head):
    sign(batch)

    appeal_ends.confirm(appeal_ends.ask(appeal, by=coordinator, reason=WHY), by=head)

    assert Addendum.objects.get().words["items"][0].endswith(f"alasan: {WHY}. Hasil semula tetap berlaku.")


def test_nobody_ends_it_alone_or_without_a_reason(appeal, coordinator, head, assessor):
    both = also_head(coordinator, head)
    assert refused(appeal_ends.ask, appeal, by=both, reason="x") == ["reason"]
    assert refused(appeal_ends.ask, appeal, by=assessor, reason=WHY) == ["not_authorized"]
    assert refused(appeal_ends.confirm, appeal, by=head) == ["not_asked"]

    asked = appeal_ends.ask(appeal, by=both, reason=WHY)

    assert refused(appeal_ends.confirm, asked, by=both) == ["four_eyes"]
    assert refused(appeal_ends.ask, asked, by=both, reason=WHY) == ["asked"]


def test_it_goes_on_where_the_head_does_not_confirm_or_somebody_assesses(batch, appeal, coordinator, head):
    appeal_ends.reject(appeal_ends.ask(appeal, by=coordinator, reason=WHY), by=head)
    assert ResultAppeal.objects.get().waits_for_attempt
    assert not tasks("certification.appeal_end").exists()

    appeal_ends.ask(appeal, by=coordinator, reason=WHY)
    result_appeals.assess_again(ResultAppeal.objects.get(), by=assessor_of(batch), result="K")

    assert not tasks("certification.appeal_end").exists()
    assert refused(appeal_ends.confirm, ResultAppeal.objects.get(), by=head) == ["not_asked"]


def test_it_is_ended_on_its_pages(sign_in, appeal, place, coordinator, head):
    unit = appeal.result.unit
    page = reverse("certification:unit_detail", args=[place.public_id, unit.position])
    ask, decide = (reverse(f"certification:appeal_end_{name}", args=[appeal.public_id]) for name in ("ask", "decide"))
    desk = sign_in(coordinator)
    assert ask in desk.get(page).content.decode()
    assert desk.get(ask).status_code == 200
    assert desk.post(ask, {"reason": ""}).status_code == 422
    assert desk.post(ask, {"reason": WHY})["Location"] == page
    boss = sign_in(head)
    assert decide in boss.get(page).content.decode()
    shown = boss.get(decide).content.decode()
    assert WHY in shown
    assert boss.post(decide).status_code == 422

    assert boss.post(decide, {"asked": hidden(shown, "asked")})["Location"] == page

    assert ResultAppeal.objects.get().ended_by == head
    assert WHY in boss.get(page).content.decode()
