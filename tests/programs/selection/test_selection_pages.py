import re
import uuid
from datetime import date, time

import pytest
from django.urls import reverse

from core import clock
from core.models import AccessLogEntry
from inmates.custody.models.stays import Classification
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.selection import application_decisions, tpp_hearings
from programs.selection.models import Application, Hearing
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    PersonFactory,
    UserFactory,
)
from tests.html import compact, hidden
from tests.programs.addresses import url
from tests.sitting import sitting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def batch():
    batch = BatchFactory(
        state=Batch.State.SELECTING,
        name="Las Pipa 5/2026",
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
    )
    EntryRuleSetFactory(version=batch.version)
    return batch


def candidate(batch, name="Abdul Hamid", **changes):
    person = PersonFactory(facility=batch.facility, full_name=name, with_custody=True)
    for kind, value in (("conduct", "good"), ("risk", "low"), ("fitness", "fit")):
        Classification.objects.create(
            person=person, kind=kind, value=value, from_date=date(2026, 1, 1), until=date(2027, 6, 30)
        )
    return ApplicationFactory(batch=batch, person=person, **changes)


@pytest.fixture
def application(batch):
    return candidate(batch)


@pytest.fixture
def hearing(batch, application, officer, chair):
    member = UserFactory(roles=["board_member"], facility=batch.facility)
    return sitting(by=officer, batch=batch, held_on=TODAY, place="Aula", chair=chair, members=[member])


# Looking


def test_the_list_shows_how_far_each_batch_is(batch, application, officer, sign_in):
    candidate(BatchFactory(state="selecting"))

    page = sign_in(officer).get(reverse("programs:selection_list")).content.decode()

    assert re.findall(r'class="rowlink"[^>]*>([^<]+)', page) == ["Las Pipa 5/2026"]
    assert re.findall(r'<td class="num"[^>]*>\s*([^<]+?)\s*</td>', page) == ["1", "1", "0", "0 / 16"]


def test_without_a_batch_that_selects_the_list_says_so(sign_in):
    page = sign_in(UserFactory(roles=["training_officer"])).get(reverse("programs:selection_list")).content.decode()

    assert "Tidak ada angkatan yang sedang seleksi" in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(batch, officer, sign_in, django_assert_num_queries, count):
    for _ in range(count - 1):
        BatchFactory(facility=batch.facility, version=batch.version, state="selecting")
    client = sign_in(officer)

    with django_assert_num_queries(6):
        client.get(reverse("programs:selection_list"))


def test_candidates_stand_by_score_and_those_who_lack_data_last(batch, officer, sign_in):
    keen = candidate(batch, "Keen", interest=5)
    candidate(batch, "Mild", interest=2)
    unknown = candidate(batch, "Unknown", interest=5)
    unknown.person.limiting_dates.all().delete()

    page = compact(sign_in(officer).get(url("selection_detail", batch)).content.decode())

    assert re.findall(r'class="rowlink"[^>]*>([^<]+)', page) == ["Keen", "Mild", "Unknown"]
    assert re.findall(r'<td class="num"[^>]*>\s*<b>(\d+)</b>\s*</td>\s*<th', page) == ["1", "2"]
    assert "1 calon belum dapat diputuskan." in page
    assert "Perkiraan bebas belum diketahui." in page
    assert keen.person.housings.get().block in page


def test_who_fails_the_rules_stands_below_with_every_reason(batch, officer, sign_in):
    failing = candidate(batch, "Failing")
    failing.person.limiting_dates.update(date=date(2027, 1, 28))
    failing.person.classifications.filter(kind="risk").update(value="high")

    page = sign_in(officer).get(url("selection_detail", batch)).content.decode()

    below = page[page.index("Tidak memenuhi syarat") :]
    assert "Bebas 28 Jan 2027, sebelum kursus dan uji selesai (29 Jan 2027)." in below
    assert "Risiko: tinggi" in below


def test_the_ranking_is_logged(batch, application, officer, sign_in):
    sign_in(officer).get(url("selection_detail", batch))

    assert AccessLogEntry.objects.get().subject == "ranking of candidates"


@pytest.mark.parametrize("count", [1, 30])
def test_the_ranking_costs_the_same_for_one_and_for_thirty(batch, officer, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        candidate(batch)
    client = sign_in(officer)
    client.get(url("selection_detail", batch))

    with django_assert_num_queries(13):
        client.get(url("selection_detail", batch))


@pytest.mark.parametrize("name", ["selection_detail", "application_new", "hearing_new"])
def test_another_facility_finds_nothing(batch, application, sign_in, name):
    assert sign_in(UserFactory(roles=["training_officer"])).get(url(name, batch)).status_code == 404


def test_selection_is_no_affair_of_the_center(batch, application, sign_in):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)

    assert sign_in(coordinator).get(url("selection_detail", batch)).status_code == 403


# Applying


def test_people_are_found_by_name_without_those_who_have_applied(batch, application, officer, sign_in):
    PersonFactory(facility=batch.facility, full_name="Abdul Gani", with_custody=True)
    PersonFactory(full_name="Abdul Stranger")

    page = sign_in(officer).get(url("application_new", batch), {"q": "abdul"}).content.decode()

    assert re.findall(r'class="rowlink"[^>]*>([^<]+)', page) == ["Abdul Gani"]


def test_a_name_that_nobody_has_is_said(batch, officer, sign_in):
    assert "Tidak ditemukan" in sign_in(officer).get(url("application_new", batch), {"q": "Xyz"}).content.decode()


@pytest.fixture
def person(batch):
    return PersonFactory(facility=batch.facility, full_name="Masrani", with_custody=True)


def applying(batch, person):
    return f"{url('application_new', batch)}?person={person.public_id}"


FORM = {"source": "person", "consent_on": "20/11/2026", "interest": "4", "note": ""}


def test_the_form_shows_what_the_rules_answer(batch, person, officer, sign_in):
    page = sign_in(officer).get(applying(batch, person)).content.decode()

    assert "Masrani mengajukan diri untuk Las Pipa 5/2026" in page
    assert "Perilaku belum dinilai." in page


def test_an_application_is_recorded(batch, person, officer, sign_in):
    response = sign_in(officer).post(applying(batch, person), FORM)

    made = Application.objects.get()
    assert response.headers["Location"] == url("application_detail", made)
    assert (made.person, made.source, made.consent_on, made.interest) == (person, "person", date(2026, 11, 20), 4)


def test_without_consent_there_is_no_application(batch, person, officer, sign_in):
    response = sign_in(officer).post(applying(batch, person), FORM | {"consent_on": ""})

    assert (response.status_code, Application.objects.count()) == (422, 0)


def test_what_a_rule_says_stands_on_the_form(batch, person, officer, sign_in):
    response = sign_in(officer).post(applying(batch, person), FORM | {"consent_on": "24/11/2026"})

    assert response.status_code == 422
    assert "Tanggal persetujuan belum tiba." in response.content.decode()


def test_sent_twice_it_is_one_application(batch, person, officer, sign_in):
    client, data = sign_in(officer), FORM | {"idempotency_token": str(uuid.uuid4())}

    first, second = (client.post(applying(batch, person), data) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Application.objects.count() == 1


@pytest.mark.parametrize("who", ["nobody", "11111111-1111-4111-8111-111111111111"])
def test_an_unknown_person_is_not_found(batch, officer, sign_in, who):
    assert sign_in(officer).get(url("application_new", batch), {"person": who}).status_code == 404


def test_a_person_of_another_facility_is_not_found(batch, officer, sign_in):
    assert sign_in(officer).get(applying(batch, PersonFactory())).status_code == 404


def test_a_board_member_reads_but_adds_nothing(batch, person, application, sign_in):
    client = sign_in(UserFactory(roles=["board_member"], facility=batch.facility))

    statuses = [
        client.get(url("application_detail", application)).status_code,
        client.post(applying(batch, person), FORM).status_code,
        client.post(url("application_withdraw", application)).status_code,
        client.post(url("application_decide", application)).status_code,
        client.post(url("enroll", batch)).status_code,
    ]

    assert statuses == [200, 403, 403, 403, 403]


def test_an_application_is_withdrawn(batch, application, officer, sign_in):
    response = sign_in(officer).post(url("application_withdraw", application), {"closing": "own_wish"})

    application.refresh_from_db()
    assert (application.state, application.closing) == ("withdrawn", "own_wish")
    assert response.headers["Location"] == url("selection_detail", batch)


@pytest.mark.parametrize("name", ["application_withdraw", "application_decide"])
def test_an_application_elsewhere_is_not_found(application, sign_in, name):
    stranger = UserFactory(roles=["training_officer", "board_chair"])

    assert sign_in(stranger).post(url(name, application)).status_code == 404


# The hearing


@pytest.fixture
def member(batch):
    return UserFactory(roles=["board_member"], facility=batch.facility)


def test_a_hearing_is_opened(batch, application, officer, chair, member, sign_in):
    data = {"held_on": "23/11/2026", "starts_at": "14.00", "place": "Aula", "chair": chair.pk, "members": member.pk}

    sign_in(officer).post(url("hearing_new", batch), data)

    hearing = Hearing.objects.get()
    assert (hearing.batch, hearing.chair, hearing.place, hearing.state) == (batch, chair, "Aula", "open")
    assert hearing.starts_at == time(14)
    assert "14.00" in sign_in(chair).get(url("hearing_close", hearing)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"members": "9" * 26},
        {"members": ""},
        {"held_on": "01/01/2020"},
        {"chair": "9" * 26},
        {"held_on": "31/12/9999"},
        {"place": "x" * 300},
        {"starts_at": "25.00"},
    ],
)
def test_a_hearing_of_what_cannot_be_is_refused(batch, application, officer, chair, member, sign_in, wrong):
    data = {"held_on": "23/11/2026", "place": "Aula", "chair": chair.pk, "members": member.pk, **wrong}

    response = sign_in(officer).post(url("hearing_new", batch), data)

    assert (response.status_code, Hearing.objects.count()) == (422, 0)


def test_a_hearing_without_applications_is_refused_on_the_form(batch, officer, chair, member, sign_in):
    data = {"held_on": "23/11/2026", "place": "Aula", "chair": chair.pk, "members": member.pk}

    response = sign_in(officer).post(url("hearing_new", batch), data)

    assert response.status_code == 422
    assert "Belum ada yang mengajukan diri" in response.content.decode()


def test_the_chair_decides_in_an_open_hearing(hearing, application, chair, sign_in):
    form = sign_in(chair).get(url("application_detail", application)).content.decode()
    sign_in(chair).post(url("application_decide", application), {"outcome": "admitted", "reason": "Siap belajar"})

    application.refresh_from_db()
    assert 'name="outcome"' in form
    assert (application.state, application.decided_by) == ("admitted", chair)


def test_a_decision_opens_as_it_stands_and_says_what_saving_changes(hearing, application, chair, sign_in):
    """A second pass over the list silently overwrote four decisions: nothing was chosen and no reason stood there."""
    client = sign_in(chair)
    client.post(url("application_decide", application), {"outcome": "admitted", "reason": "Siap belajar"})
    application.refresh_from_db()

    page = client.get(url("application_detail", application))

    assert page.context["form"].initial == {
        "seen": application.revision,
        "outcome": "admitted",
        "reason": "Siap belajar",
        "override": False,
        "blocks": [],
    }
    assert "Putusan: Diterima" in page.content.decode()
    assert "Ubah putusan" in page.content.decode()
    changed = client.post(
        url("application_decide", application), {"outcome": "reserve", "reason": "Kursi terbatas"}, follow=True
    )
    assert "diubah dari “Diterima” menjadi “Cadangan”" in changed.content.decode()


def test_a_page_that_is_behind_is_refused_with_the_decision_of_the_other(hearing, application, chair, sign_in):
    client = sign_in(chair)
    seen = client.get(url("application_detail", application)).context["form"].initial["seen"]
    client.post(url("application_decide", application), {"outcome": "admitted", "reason": "Siap belajar"})

    late = client.post(
        url("application_decide", application), {"outcome": "rejected", "reason": "Belum siap", "seen": seen}
    )

    application.refresh_from_db()
    assert (late.status_code, application.state) == (409, "admitted")
    assert "Diterima” oleh" in late.content.decode() or "“Diterima”: Siap belajar" in late.content.decode()


def test_a_page_on_somebody_who_withdrew_says_so(hearing, application, chair, officer, sign_in):
    seen = sign_in(chair).get(url("application_detail", application)).context["form"].initial["seen"]
    sign_in(officer).post(url("application_withdraw", application), {"closing": "own_wish"})

    late = sign_in(chair).post(
        url("application_decide", application), {"outcome": "admitted", "reason": "Siap belajar", "seen": seen}
    )

    assert late.status_code == 409


@pytest.mark.parametrize("count", [1, 30])
def test_the_board_sees_rank_score_and_places(hearing, application, chair, sign_in, django_assert_num_queries, count):
    for _ in range(count - 1):
        candidate(application.batch)
    client = sign_in(chair)

    with django_assert_num_queries(20):
        page = client.get(url("application_detail", application))

    table = page.context["candidate"]
    assert (page.context["ranked"], page.context["left"], page.context["admitted"]) == (count, 16, 0)
    assert sum(part["points"] for part in page.context["parts"]) == table.total
    assert f"Peringkat {table.rank} dari {count}" in page.content.decode()


def test_whoever_does_not_meet_the_rules_is_decided_from_the_list_too(hearing, application, chair, officer, sign_in):
    EntryRuleSetFactory(version=application.batch.version, parts={"age": {"minimum": 60}})
    link = f'href="{url("application_detail", application)}#putusan"'

    assert link in sign_in(chair).get(url("selection_detail", application.batch)).content.decode()
    assert link not in sign_in(officer).get(url("selection_detail", application.batch)).content.decode()


def test_without_a_hearing_there_is_no_form(application, chair, sign_in):
    assert 'name="outcome"' not in sign_in(chair).get(url("application_detail", application)).content.decode()


def test_an_override_must_be_meant_and_is_always_shown(hearing, batch, application, chair, sign_in):
    application.person.classifications.filter(kind="conduct").delete()
    client, data = sign_in(chair), {"outcome": "admitted", "reason": "Penilaian sedang diproses"}

    refused = client.post(url("application_decide", application), data)
    client.post(url("application_decide", application), data | {"override": "on"})

    ranking = client.get(url("selection_detail", batch)).content.decode()
    assert refused.status_code == 422
    assert "Orang ini belum memenuhi semua syarat." in refused.content.decode()
    assert "dengan pengecualian: Penilaian sedang diproses" in ranking


def test_a_hearing_is_looked_over_and_closed(hearing, application, chair, sign_in):
    client = sign_in(chair)
    early = client.get(url("hearing_close", hearing)).content.decode()
    client.post(url("application_decide", application), {"outcome": "admitted", "reason": "Siap belajar"})
    ready = client.get(url("hearing_close", hearing)).content.decode()
    client.post(url("hearing_close", hearing), {"seen": hidden(ready, "seen")[0]})

    hearing.refresh_from_db()
    assert "Pengajuan tanpa putusan: 1." in early
    assert "Siap belajar" in ready
    assert hearing.state == "closed"


def test_a_decision_changed_since_is_read_before_the_hearing_is_closed(hearing, application, chair, sign_in):
    client, said = sign_in(chair), {"outcome": "admitted", "reason": "Siap belajar"}
    client.post(url("application_decide", application), said)
    (seen,) = hidden(client.get(url("hearing_close", hearing)).content.decode(), "seen")
    changed = {"outcome": "rejected", "reason": "Menunggu perkara lain"}
    application.refresh_from_db()
    client.post(url("application_decide", application), changed | {"seen": application.revision})

    refused = client.post(url("hearing_close", hearing), {"seen": seen})
    page = refused.content.decode()
    hearing.refresh_from_db()
    told = "Orang lain telah mengubah data ini" in page, "Menunggu perkara lain" in page
    assert (refused.status_code, hearing.state, told) == (422, "open", (True, True))

    client.post(url("hearing_close", hearing), {"seen": hidden(page, "seen")[0]})
    hearing.refresh_from_db()
    assert hearing.state == "closed"


def test_an_undecided_hearing_stays_open(hearing, chair, sign_in):
    response = sign_in(chair).post(url("hearing_close", hearing))

    hearing.refresh_from_db()
    assert (response.status_code, hearing.state) == (422, "open")


def test_a_hearing_elsewhere_is_not_found(hearing, sign_in):
    stranger = sign_in(UserFactory(roles=["board_chair"]))

    assert stranger.post(url("hearing_close", hearing)).status_code == 404


# The way from one decision to the next


def decided(client, application, outcome="admitted"):
    """Decides, and gives the page on which the chair goes on."""
    data = {"outcome": outcome, "reason": "Siap belajar", "override": "on"}
    answer = client.post(url("application_decide", application), data)
    address, _mark, name = answer.headers["Location"].partition("#")
    page = client.get(address)
    (found,) = re.findall(rf'<a[^>]*\bid="{name}"[^>]*>', compact(page.content.decode())) or [""]
    return page, found


def test_after_a_decision_the_list_goes_on_with_the_next_without_one(batch, application, hearing, chair, sign_in):
    second, third = candidate(batch, "Bahrul", interest=2), candidate(batch, "Cecep", interest=1)
    client = sign_in(chair)

    in_order = [decided(client, one)[1] for one in (second, third, application)]

    assert url("application_detail", third) in in_order[0]
    assert url("application_detail", application) in in_order[1]
    assert in_order[2] == ""


def test_changed_decision_goes_on_below_itself(batch, application, hearing, chair, sign_in):
    second = candidate(batch, "Bahrul", interest=2)
    client = sign_in(chair)
    decided(client, application)

    _page, link = decided(client, application, "reserve")

    assert url("application_detail", second) in link


def test_page_of_the_list_is_the_one_with_the_next(batch, application, hearing, chair, sign_in):
    others = [candidate(batch, interest=1) for _ in range(59)]
    client = sign_in(chair)

    page, link = decided(client, others[-2])

    assert url("application_detail", others[-1]) in link
    assert others[-1] in [one.application for one in page.context["page"].rows]
    assert application not in [one.application for one in page.context["page"].rows]


def test_next_may_stand_among_those_who_fail_the_rules(batch, application, hearing, chair, sign_in):
    failing = candidate(batch, "Failing")
    failing.person.limiting_dates.update(date=date(2027, 1, 28))

    _page, link = decided(sign_in(chair), application)

    assert url("application_detail", failing) in link


def test_bar_leads_to_the_table_and_then_to_the_closing(batch, application, hearing, chair, sign_in):
    client = sign_in(chair)

    before = client.get(url("selection_detail", batch))
    after, _link = decided(client, application)

    bars = [compact(page.content.decode()).split("save-bar")[1] for page in (before, after)]
    assert [re.findall(r'btn-primary" href="([^"]+)"', bar) for bar in bars] == [
        [url("hearing_decide", hearing)],
        [url("hearing_close", hearing)],
    ]
    assert "Putusan berikutnya" in bars[0]


def test_who_decides_nothing_is_led_nowhere(batch, application, hearing, officer, sign_in):
    page = sign_in(officer).get(url("selection_detail", batch), {"setelah": "x"}).content.decode()

    assert "putusan-berikutnya" not in page
    assert "Putusan berikutnya" not in page


# Places


@pytest.fixture
def admitted(hearing, application, chair):
    application_decisions.decide(application, by=chair, outcome="admitted", reason="Siap belajar")
    tpp_hearings.close_hearing(hearing, by=chair)
    return application


def test_all_admitted_get_places(batch, admitted, officer, sign_in):
    sign_in(officer).post(url("enroll", batch))

    assert [row.person for row in Enrollment.objects.all()] == [admitted.person]


def test_one_admitted_gets_a_place(batch, admitted, officer, sign_in):
    page = sign_in(officer).get(url("application_detail", admitted)).content.decode()
    sign_in(officer).post(url("enroll", batch), {"application": str(admitted.public_id)})

    assert "Beri kursi" in page
    assert Enrollment.objects.get().application == admitted


def test_a_full_batch_gives_no_place(batch, admitted, officer, sign_in):
    Batch.objects.update(capacity=1)
    EnrollmentFactory(batch=batch)

    response = sign_in(officer).post(url("enroll", batch))

    assert response.status_code == 422
    assert "Semua kursi angkatan ini sudah terisi (1)." in response.content.decode()


def test_who_is_left_out_is_named(batch, admitted, officer, sign_in):
    Batch.objects.update(capacity=1)
    other = {"state": "admitted", "hearing": admitted.hearing, "decided_at": "2026-11-23T00:00Z"}
    candidate(batch, "Zainal", decided_by=officer, decision_reason="Siap", **other)

    page = sign_in(officer).post(url("enroll", batch), follow=True).content.decode()

    assert "1 orang mendapat kursi." in page
    assert Enrollment.objects.count() == 1


def test_an_application_that_is_no_id_is_not_found(batch, admitted, officer, sign_in):
    assert sign_in(officer).post(url("enroll", batch), {"application": "x"}).status_code == 404


@pytest.fixture
def place(officer):
    return EnrollmentFactory(batch__facility=officer.facility)


def test_a_place_is_ended_suspended_and_resumed(place, officer, sign_in):
    client = sign_in(officer)
    states = []
    for name, data in (
        ("enrollment_suspend", {"from_date": "10/11/2026", "reason": "illness"}),
        ("enrollment_resume", {"on": "12/11/2026"}),
        ("enrollment_end", {"on": "20/11/2026", "reason": "withdrew"}),
    ):
        client.post(url(name, place), data)
        place.refresh_from_db()
        states.append(place.state)

    assert states == ["suspended", "active", "ended"]


@pytest.mark.parametrize("name", ["enrollment_end", "enrollment_suspend", "enrollment_resume"])
def test_the_forms_of_a_place_open_and_refuse_nonsense(place, officer, sign_in, name):
    client = sign_in(officer)

    statuses = (client.get(url(name, place)).status_code, client.post(url(name, place), {"on": "x"}).status_code)

    assert statuses == (200, 422)


@pytest.mark.parametrize("name", ["enrollment_end", "enrollment_suspend", "enrollment_resume"])
def test_places_elsewhere_are_not_found(place, sign_in, name):
    assert sign_in(UserFactory(roles=["training_officer"])).get(url(name, place)).status_code == 404


def test_the_batch_page_leads_to_the_places(place, officer, sign_in):
    suspended = EnrollmentFactory(batch=place.batch, state="suspended")
    EnrollmentFactory(batch=place.batch, state="completed")

    page = sign_in(officer).get(url("batch_detail", place.batch)).content.decode()

    expected = [
        url("enrollment_suspend", place),
        url("enrollment_end", place),
        url("enrollment_resume", suspended),
        url("enrollment_end", suspended),
    ]
    assert sorted(re.findall(r'href="(/tempat/[^"]+)"', page)) == sorted(expected)


def test_the_program_page_says_who_may_enter(batch, officer, sign_in):
    page = sign_in(officer).get(url("program_detail", batch.version.program)).content.decode()

    assert "Berusia 18 tahun ke atas saat angkatan mulai." in page


# What is over says so before anybody fills a form in


def test_a_hearing_that_cannot_be_opened_says_why_at_once(batch, hearing, officer, sign_in):
    page = sign_in(officer).get(url("hearing_new", batch)).content.decode()

    assert "Angkatan ini sudah memiliki sidang TPP yang terbuka." in page


def test_an_application_that_is_over_is_not_withdrawn_again(application, officer, sign_in):
    client = sign_in(officer)
    client.post(url("application_withdraw", application), {"closing": "own_wish"})

    assert client.get(url("application_withdraw", application)).status_code == 422


def test_the_page_says_how_many_places_are_held_and_which_was_given_back(batch, officer, sign_in):
    rows = [candidate(batch, name, state="enrolled") for name in ("Abdul Hamid", "Budi Hartono")]
    for row, state in zip(rows, ("active", "ended"), strict=True):
        ended = {"ended_on": TODAY, "end_reason": "withdrew"} if state == "ended" else {}
        EnrollmentFactory(batch=batch, person=row.person, application=row, state=state, **ended)

    client = sign_in(officer)
    page = client.get(url("selection_detail", batch)).content.decode()

    assert ("1 dari 16 kursi" in page, page.count("kursi dikembalikan")) == (True, 1)
    # Whoever gave the place back was admitted too.
    listed = client.get(reverse("programs:selection_list")).content.decode()
    assert re.findall(r'<td class="num"[^>]*>\s*([^<]+?)\s*</td>', listed) == ["2", "0", "2", "1 / 16"]


def test_the_page_of_a_selection_leads_to_its_batch(batch, officer, sign_in):
    page = sign_in(officer).get(url("selection_detail", batch)).content.decode()

    assert f'href="{url("batch_detail", batch)}"' in page


def test_the_last_look_shows_who_is_not_decided_yet_first(batch, hearing, chair, sign_in):
    decided = candidate(batch, "Budi Hartono")
    application_decisions.decide(decided, by=chair, outcome="reserve", reason="Kursi terbatas.")

    page = sign_in(chair).get(url("hearing_close", hearing)).content.decode()

    assert page.index("Putuskan") < page.index("Kursi terbatas.")


# Whoever is elsewhere by now


@pytest.mark.parametrize("state", [Application.State.SUBMITTED, Application.State.REJECTED])
def test_what_another_facility_knows_of_somebody_who_applied_here_is_not_shown(
    batch, application, officer, sign_in, state
):
    decided = {"decided_at": "2026-11-20T02:00Z", "decided_by": officer, "decision_reason": "Belum cukup"}
    Application.objects.filter(pk=application.pk).update(
        state=state, **(decided if state == Application.State.REJECTED else {})
    )
    person = application.person
    person.facility = BatchFactory().facility
    person.save(update_fields=["facility"])
    person.housings.update(block="ZETA", cell="99")
    person.limiting_dates.update(date=date(2026, 12, 24))
    person.classifications.filter(kind="risk").update(value="high")
    person.suspensions.create(from_date=date(2026, 11, 22), decided_by="Kepala Lapas Jauh")
    client = sign_in(officer)

    detail = client.get(url("selection_detail", batch)).content.decode()
    own = client.get(url("application_detail", application))

    pages = detail + own.content.decode()
    assert [word for word in ("ZETA", "24 Des 2026", "tinggi", "22 Nov 2026") if word in pages] == []
    assert [answer.message for answer in own.context["answers"]] == ["Tidak berada di rutan ini."]
    assert person.full_name in detail


def test_whoever_was_admitted_without_a_place_comes_before_the_reserve_list(batch, officer, chair, sign_in):
    closed = {"held_on": TODAY, "chair": chair, "state": "closed", "closed_at": clock.now(), "closed_by": chair}
    hearing = Hearing.objects.create(batch=batch, place="Aula", **closed)
    Batch.objects.filter(pk=batch.pk).update(capacity=1)
    values = {"batch": batch, "hearing": hearing, "decided_by_chair": chair}
    waits = ApplicationFactory(state="reserve", reserve_position=1, **values)
    admitted = [ApplicationFactory(state="admitted", **values) for _ in range(2)]

    page = sign_in(officer).get(url("selection_detail", batch))

    assert [row.pk for row in page.context["reserve_list"]] == [admitted[1].pk, waits.pk]
    assert "Diterima, belum ada kursi" in page.content.decode()


def shown_of(client, batch):
    rows = client.get(url("selection_detail", batch)).context["page"].rows
    return {one.application.person.full_name: (one.rank, str(one.verdict), one.total) for one in rows}


def test_after_the_hearing_the_ranking_stays_what_it_decided_on(batch, application, hearing, chair, officer, sign_in):
    other = candidate(batch, name="Zainal", interest=5)
    for one in (application, other):
        application_decisions.decide(one, by=chair, outcome="admitted", reason="Cocok untuk program ini")
    client = sign_in(officer)
    before = shown_of(client, batch)
    tpp_hearings.close_hearing(hearing, by=chair)

    Classification.objects.filter(person=other.person, kind="risk").update(value="high")
    Application.objects.filter(pk=application.pk).update(interest=1)

    assert shown_of(client, batch) == before
    assert before["Zainal"][:2] == (1, "meets")


def test_whoever_applies_after_the_hearing_is_ranked_as_of_today(batch, application, hearing, chair, officer, sign_in):
    application_decisions.decide(application, by=chair, outcome="reserve", reason="Menunggu kursi kosong")
    tpp_hearings.close_hearing(hearing, by=chair)
    kept = shown_of(sign_in(officer), batch)
    late = candidate(batch, name="Zainal")
    Classification.objects.filter(kind="risk").update(value="high")

    shown = shown_of(sign_in(officer), batch)
    excluded = sign_in(officer).get(url("selection_detail", batch)).context["excluded"]

    assert shown == kept
    assert [one.application.pk for one in excluded] == [late.pk]


def test_a_hearing_that_can_decide_on_the_reserve_list_shows_it_as_of_today(
    batch, application, hearing, chair, officer, sign_in
):
    application_decisions.decide(application, by=chair, outcome="reserve", reason="Menunggu kursi kosong")
    tpp_hearings.close_hearing(hearing, by=chair)
    Classification.objects.filter(kind="risk").update(value="high")
    members = [UserFactory(roles=["board_member"], facility=batch.facility)]
    sitting(by=officer, batch=batch, held_on=TODAY, place="Aula", chair=chair, members=members)

    ((rank, verdict, _total),) = shown_of(sign_in(officer), batch).values()

    assert (rank, verdict) == (None, "fails")


def test_rules_are_not_done_while_somebody_waits_for_data(batch, application, hearing, chair, officer, sign_in):
    Classification.objects.filter(kind="risk").delete()
    client = sign_in(officer)

    before = client.get(url("selection_detail", batch)).context["steps"][1]
    application_decisions.decide(application, by=chair, outcome="rejected", reason="Data belum lengkap")
    after = client.get(url("selection_detail", batch)).context["steps"][1]

    assert (before["state"], before["note"]) == ("todo", "1 dari 1 belum dapat dinilai")
    assert (after["state"], after["note"]) == ("done", "1 diperiksa, 0 tidak memenuhi")
