"""The pages of getting ready to leave: whose people stand there, what one save writes, what nobody else sees."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from inmates.custody.models.stays import LimitingDate
from outcomes.leaving.models import Readiness
from programs.circumstances import custody_end
from tests.factories import FacilityFactory, UserFactory
from tests.html import compact
from tests.outcomes.leaving.conftest import TODAY
from tests.papers import pages

pytestmark = pytest.mark.django_db


def page(name, person):
    return reverse(f"outcomes:{name}", args=[person.public_id])


def posted(**changes):
    return {"on": TODAY.strftime("%d/%m/%Y"), **changes}


def whole(client, person, **changes):
    """What a browser sends for the page as it stands, with these changes."""
    form = client.get(page("readiness_detail", person)).context["form"]
    return {**form.as_sent(), **changes}


def test_list_names_people_by_what_is_late_then_by_day(sign_in, officer, leaver):
    later, soon = leaver(88, full_name="Peserta Kemudian"), leaver(76, full_name="Peserta Segera")
    late = leaver(85, full_name="Peserta Lewat")
    LimitingDate.objects.filter(person=late).update(date=TODAY + timedelta(days=20))
    leaver(200)

    answer = sign_in(officer).get(reverse("outcomes:readiness_list"))

    assert answer.context["page"].rows == [late, soon, later]
    assert [group.value for group, _people in answer.context["groups"]] == ["late", "later"]


@pytest.mark.parametrize(("which", "count"), [("", 3), ("late", 2), ("soon", 1), ("passed", 1), ("nonsense", 3)])
def test_list_is_narrowed(sign_in, officer, leaver, which, count):
    for days in (-2, 20, 89):
        leaver(days)

    answer = sign_in(officer).get(reverse("outcomes:readiness_list"), {"which": which})

    assert len(answer.context["page"].rows) == count


def test_case_officer_reads_own_wards_alone(sign_in, wali, leaver):
    own, other = leaver(20, case_officer=wali), leaver(20)

    site = sign_in(wali)

    assert site.get(reverse("outcomes:readiness_list")).context["page"].rows == [own]
    assert site.get(page("readiness_detail", other)).status_code == 404
    assert site.post(page("readiness_save", other), posted()).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_one_and_for_thirty(sign_in, officer, leaver, django_assert_num_queries, count):
    for _number in range(count):
        leaver(20)
    site = sign_in(officer)
    site.get(reverse("outcomes:readiness_list"))

    with django_assert_num_queries(8):
        site.get(reverse("outcomes:readiness_list"))


def test_one_save_writes_several_items(sign_in, wali, leaver):
    person = leaver(20, case_officer=wali)
    site = sign_in(wali)

    answer = site.post(
        page("readiness_save", person),
        whole(site, person, state_ktp="done", note_ktp="ktp_letter", state_kk="in_work", state_akta="not_needed"),
    )

    assert answer.url == page("readiness_detail", person)
    rows = Readiness.objects.values_list("item__code", "state", "note__code", "on", "recorded_by")
    assert set(rows) == {
        ("KTP", "done", "ktp_letter", TODAY, wali.pk),
        ("KK", "in_work", None, TODAY, wali.pk),
        ("AKTA", "not_needed", None, TODAY, wali.pk),
    }
    assert "Surat keterangan pengganti KTP-el" in site.get(answer.url).content.decode()


def test_what_somebody_else_changed_meanwhile_is_told(sign_in, officer, leaver):
    person = leaver(20)
    site = sign_in(officer)
    mine, theirs = whole(site, person, state_ktp="done"), whole(site, person, state_ktp="not_needed")
    site.post(page("readiness_save", person), theirs)

    answer = site.post(page("readiness_save", person), mine)

    assert answer.status_code == 422
    assert [row.state for row in Readiness.objects.all()] == ["not_needed"]


def test_a_day_in_the_future_is_refused_on_the_page(sign_in, officer, leaver):
    person = leaver(20)
    site = sign_in(officer)

    answer = site.post(page("readiness_save", person), whole(site, person, state_ktp="done", on="24/11/2026"))

    assert answer.status_code == 422
    assert not Readiness.objects.exists()


def test_head_reads_and_changes_nothing(sign_in, facility, leaver):
    person = leaver(20)
    site = sign_in(UserFactory(roles=["rutan_head"], facility=facility))

    answer = site.get(page("readiness_detail", person))

    assert "<select" not in answer.content.decode()
    assert site.post(page("readiness_save", person), posted()).status_code == 403


def test_strangers_find_nobody(sign_in, leaver):
    person = leaver(20)
    site = sign_in(UserFactory(roles=["training_officer"], facility=FacilityFactory()))

    assert site.get(page("readiness_detail", person)).status_code == 404
    assert site.get(page("readiness_print", person)).status_code == 404
    assert site.get(reverse("outcomes:readiness_list")).context["page"].rows == []


def test_a_person_without_a_known_day_has_a_page_that_says_so(sign_in, officer, leaver):
    person = leaver(20)
    LimitingDate.objects.all().delete()
    site = sign_in(officer)

    assert "Tanggal bebas belum diketahui" in site.get(page("readiness_detail", person)).content.decode()
    assert site.get(page("readiness_print", person)).status_code == 404


def test_somebody_who_left_is_shown_with_the_short_list_alone(sign_in, officer, registrar, leaver):
    person = leaver(40)
    custody_end.leave(person, by=registrar, kind="court_order", on=TODAY)
    site = sign_in(officer)

    answer = site.get(page("readiness_detail", person))

    assert [line.item.code for line in answer.context["progress"].lines] == ["PENERIMA", "SIMPANAN"]
    site.post(page("readiness_save", person), whole(site, person, state_simpanan="done"))
    owed = compact(site.get(reverse("inmates:released", args=[person.public_id])).content.decode())
    assert "Siapa yang menerima" in owed
    assert "Simpanan premi diserahkan" not in owed


def test_somebody_who_escaped_has_no_page(sign_in, officer, registrar, leaver):
    person = leaver(40)
    custody_end.leave(person, by=registrar, kind="escape", on=TODAY)

    assert sign_in(officer).get(page("readiness_detail", person)).status_code == 404


def test_sheet_says_what_is_due_and_is_logged(sign_in, wali, leaver):
    person = leaver(20, case_officer=wali)

    answer = sign_in(wali).get(page("readiness_print", person))

    text = " ".join(pages(answer.content))
    assert person.full_name in text
    assert "Salinan Kartu Keluarga" in text
    assert "SKCK" not in text
    entry = AccessLogEntry.objects.get()
    assert (entry.kind, entry.subject, entry.subject_id) == ("print", "sheet of readiness", str(person.pk))


def test_what_is_not_needed_has_a_mark_in_its_box(sign_in, officer, wali, leaver):
    """It counts among what is settled, so its box is not empty."""
    person = leaver(20, case_officer=wali)
    site = sign_in(officer)
    before = " ".join(pages(site.get(page("readiness_print", person)).content))

    site.post(page("readiness_save", person), whole(site, person, state_simpanan="not_needed"))

    after = " ".join(pages(site.get(page("readiness_print", person)).content))
    # The mark, and nothing else of this sign: the day of the row takes the place of none.
    assert after.count("–") == before.count("–") + 1
