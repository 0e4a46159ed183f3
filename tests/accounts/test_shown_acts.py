"""A page left open in another tab decides on what it showed, and on nothing that was asked for since."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import administering, code_cards
from accounts.models import CodeCard, User
from certification.certificates import issue_certificates, revocation
from core import clock
from rutan_blk import confirmed_acts
from tests.access.pages import patterns
from tests.factories import UserFactory
from tests.factories.certification import approved, graduates, staff
from tests.factories.factors import drawn
from tests.html import hidden

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
ASK = reverse("accounts:identity_confirm")
LATER = timedelta(minutes=1)


@pytest.fixture
def head(administrator):
    return UserFactory(roles=["rutan_head"], facility=administrator.facility)


@pytest.fixture
def officer(administrator):
    return UserFactory(roles=["registrar"], facility=administrator.facility)


def give(user, by):
    new = administering.NewPassword.for_one_time()
    administering.give_one_time_password(User.objects.get(pk=user.pk), by=by, new=new)


@pytest.mark.parametrize(("name", "fields"), [("confirm", {}), ("refuse", {"reason": "Bukan permintaan orangnya"})])
def test_page_of_one_password_does_not_decide_on_the_next(sign_in, administrator, head, officer, name, fields):
    give(officer, administrator)
    pages, url = sign_in(head), reverse(f"accounts:password_{name}", args=[officer.public_id])
    shown = reverse("accounts:role_request_list") if name == "confirm" else url
    (asked,) = hidden(pages.get(shown).content.decode(), "asked")
    with clock.moved_to(clock.now() + LATER):
        give(officer, UserFactory(roles=["administrator"], facility=administrator.facility))

        answers = [pages.post(url, fields | {"asked": asked}).status_code, pages.post(url, fields).status_code]
        officer.refresh_from_db()
        assert (answers, officer.password_confirmed_by, officer.password_refused_by) == ([422, 422], None, None)

        (asked,) = hidden(pages.get(shown).content.decode(), "asked")
        assert pages.post(url, fields | {"asked": asked}).status_code == 302


def test_page_of_one_card_does_not_activate_the_next(sign_in, administrator, head, officer):
    code_cards.print_card(officer, by=administrator, drawn=drawn())
    pages, shown = sign_in(head), reverse("accounts:card_detail", args=[officer.public_id])
    url = reverse("accounts:card_activate", args=[officer.public_id])
    (asked,) = hidden(pages.get(shown).content.decode(), "asked")
    with clock.moved_to(clock.now() + LATER):
        code_cards.print_card(officer, by=administrator, drawn=drawn())

        assert pages.post(url, {"asked": asked}).status_code == 422
        assert not CodeCard.objects.exclude(activated_at=None).exists()

        (asked,) = hidden(pages.get(shown).content.decode(), "asked")
        assert pages.post(url, {"asked": asked}).status_code == 302


@pytest.mark.parametrize("name", ["revocation_approve", "revocation_reject"])
def test_page_of_one_revocation_does_not_decide_on_the_next(sign_in, name):
    batch = graduates(1)
    center = batch.training_center
    desk, boss = staff(center, "certificate_officer"), staff(center, "blk_head")
    paper = issue_certificates.issue(approved(batch.enrollments.get()), by=desk)
    revocation.request_revocation(paper, by=desk, category="error", reason="Nama salah dicetak")
    pages, url = sign_in(boss), reverse(f"certification:{name}", args=[paper.public_id])
    page = pages.get(reverse("certification:revocation_approve", args=[paper.public_id])).content.decode()
    first = hidden(page, "asked")
    assert len(first) == 2
    with clock.moved_to(clock.now() + LATER):
        revocation.reject_revocation(paper, by=boss)
        paper.refresh_from_db()
        revocation.request_revocation(paper, by=desk, category="other", reason="Dipakai orang lain di luar")

        assert pages.post(url, {"asked": first[0]}).status_code == 422
        paper.refresh_from_db()
        assert (paper.state, paper.revocation_is_asked) == ("issued", True)


def test_each_act_has_a_name_where_its_password_is_asked_for():
    asking = {name for name, pattern in patterns() if getattr(pattern.callback, "asks_identity", False)}

    assert asking == set(confirmed_acts.NAMES)


def test_page_that_asks_says_what_is_confirmed(sign_in, administrator, head, officer):
    give(officer, administrator)
    pages = sign_in(head)
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        asked = pages.post(reverse("accounts:password_confirm", args=[officer.public_id])).content.decode()
        file = pages.get(f"{ASK}?next=/warga-binaan/unduh/csv/").content.decode()

    assert ("Setujui kata sandi baru" in asked, "menyebut nama orang" in file) == (True, True)
