"""The second factor: asked for after the password, right once, counted, and never less than two people's to replace."""

import base64
import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import administering, code_apps, code_cards, factors
from accounts.models import CardCode, CodeApp, CodeCard, Notice, SecurityKey
from accounts.sign_in_events import ACTIVATED, FACTOR_ADDED, FACTOR_FAILED, FACTOR_REMOVED, PRINTED, SIGNED_IN
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.accounts.keys import Key
from tests.conftest import MONDAY, FormClient
from tests.factories import UserFactory
from tests.factories.factors import CODES, app_of, carded, code_now, colleague, drawn, printed
from tests.html import hidden
from tests.papers import pages
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SIGN_IN, ASK, OWN = "/masuk/", reverse("accounts:factor_ask"), reverse("accounts:factor_list")
PASSWORD = "a-long-test-password"
CONFIRM = reverse("accounts:identity_confirm")


@pytest.fixture
def head():
    return UserFactory(roles=["rutan_head"], username="kepala")


@pytest.fixture
def administrator(head):
    return UserFactory(roles=["administrator"], facility=head.facility)


@pytest.fixture
def auditor(head):
    return UserFactory(roles=["auditor"], facility=head.facility)


def give_password(client, **fields):
    return client.post(SIGN_IN, {"username": "kepala", "password": PASSWORD, **fields})


def give_code(client, code):
    return client.post(ASK, {"code": code})


def is_signed_in(client):
    return client.get("/").status_code == 200


def acts():
    names = (FACTOR_FAILED, FACTOR_ADDED, FACTOR_REMOVED, PRINTED, ACTIVATED, SIGNED_IN)
    return list(AuditEvent.objects.filter(action__in=names).order_by("pk").values_list("action", flat=True))


# --- Signing in ----------------------------------------------------------------------------------------------------


def test_password_alone_opens_nothing(client, head):
    app_of(head)

    assert give_password(client)["Location"] == ASK
    assert not is_signed_in(client)
    assert acts() == []


def test_code_of_the_app_signs_in_and_leads_where_the_user_wanted(client, head):
    app_of(head)
    give_password(client, next="/akun/")

    assert give_code(client, code_now())["Location"] == "/akun/"
    assert is_signed_in(client)
    assert AuditEvent.objects.get(action=SIGNED_IN).details["factor"] == "app"


@pytest.mark.parametrize("has_app", [False, True])
def test_who_gets_a_role_that_needs_a_factor_is_held_at_the_next_page(client, settings, has_app):
    settings.FACTOR_ROLES = ["rutan_head"]
    user = UserFactory(roles=["registrar"], username="kepala")
    give_password(client)
    assert is_signed_in(client)
    user.groups.set(Group.objects.filter(name="rutan_head"))
    if has_app:
        app_of(user)

    pages_then = [client.get("/") for _ in range(2)]

    assert [page.status_code for page in pages_then] == ([200, 200] if has_app else [302, 302])
    assert has_app or [page["Location"] for page in pages_then] == [OWN, OWN]


def test_session_is_a_new_one_after_each_step(client, head):
    app_of(head)
    client.get(SIGN_IN)
    give_password(client)
    between = client.session.session_key
    give_code(client, code_now())

    assert between
    assert client.session.session_key != between


def test_code_is_taken_once(client, head):
    app_of(head)
    give_password(client)
    code = code_now()
    give_code(client, code)
    other = FormClient()
    give_password(other)

    assert give_code(other, code).status_code == 422
    assert not is_signed_in(other)


def test_earlier_code_than_the_last_is_not_taken(head):
    app_of(head)
    before = code_now(-1)

    assert code_apps.is_right(head, code_now())
    assert not code_apps.is_right(head, before)


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_of_the_app_may_be_half_a_minute_off(head, steps, is_right):
    app_of(head)

    assert code_apps.is_right(head, code_now(steps)) is is_right


# RFC 6238, appendix B, cut to six digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    assert code_apps.code_at(b"12345678901234567890", seconds // 30) == code


def test_card_is_asked_for_its_codes_one_after_the_other(client, head):
    carded(head)
    give_password(client)
    assert "kode nomor <b>1</b>" in client.get(ASK).content.decode()

    assert give_code(client, CODES[1]).status_code == 422
    assert give_code(client, "KODE 0001")["Location"] == "/"
    other = FormClient()
    give_password(other)
    assert "kode nomor <b>2</b>" in other.get(ASK).content.decode()
    assert give_code(other, CODES[0]).status_code == 422


def test_card_that_waits_is_no_factor(client, head):
    printed(head)

    assert give_password(client)["Location"] == "/"


def test_last_codes_warn_and_a_card_that_is_used_up_does_not_let_in_by_password(client, head):
    card = carded(head)
    card.codes.filter(number__lt=code_cards.CODES - 3).update(used_at=MONDAY)
    give_password(client)
    give_code(client, CODES[16])
    assert "tersisa 3 kode" in client.get("/").content.decode()
    card.codes.update(used_at=MONDAY)
    other = FormClient()

    assert give_password(other)["Location"] == ASK
    assert "sudah terpakai" in other.get(ASK).content.decode()
    assert give_code(other, CODES[19]).status_code == 422


def test_wrong_codes_read_alike_and_are_limited_whatever_is_tried(client, head):
    carded(head)
    app_of(head)
    give_password(client)
    said = [re.sub(r"\s+", " ", give_code(client, code).content.decode()) for code in ("000000", CODES[5], "zzzz")]
    assert all("salah, atau sudah pernah dipakai" in page for page in said)
    for _try in range(3):
        give_code(client, "000000")

    locked = give_code(client, CODES[0])

    assert (locked.status_code, "Terlalu banyak percobaan" in locked.content.decode()) == (422, True)
    assert acts().count(FACTOR_FAILED) == 5
    assert not is_signed_in(client)
    with clock.moved_to(MONDAY + timedelta(minutes=15)):
        give_password(client)
        assert give_code(client, CODES[0]).status_code == 302


def test_right_code_forgets_the_wrong_ones_before(client, head):
    carded(head)
    for number in (0, 1):
        give_password(client)
        for _try in range(4):
            give_code(client, "zzzz")
        assert give_code(client, CODES[number]).status_code == 302
        client.logout()


@pytest.mark.parametrize("change", ["time", "password", "barred", "nothing before"])
def test_second_step_is_of_whoever_gave_the_password_just_now(client, head, change):
    app_of(head)
    moment = MONDAY
    if change != "nothing before":
        give_password(client)
    if change == "time":
        moment += timedelta(minutes=11)
    if change == "password":
        head.set_password("another-long-password")
    if change == "barred":
        head.is_active = False
    head.save()

    with clock.moved_to(moment):
        assert give_code(client, code_now())["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_empty_form_asks_again(client, head):
    app_of(head)
    give_password(client)

    assert client.post(ASK, {}).status_code == 422


@pytest.mark.parametrize("answer", ["{}", "[]", "x", '{"id": 1}', '{"rawId": "AA", "response": {}}'])
def test_answer_of_no_key_is_a_wrong_one(client, head, answer):
    app_of(head)
    SecurityKey.objects.create(user=head, name="biru", credential_id="x", credential=_some_credential())
    give_password(client)
    client.get(ASK)

    assert client.post(ASK, {"answer": answer}).status_code == 422
    assert acts() == [FACTOR_FAILED]


def _some_credential():
    return bytes(Key("localhost").credential)


# --- Who needs one --------------------------------------------------------------------------------------------------


@pytest.fixture
def required(settings):
    settings.FACTOR_ROLES = ["rutan_head"]


def test_whoever_needs_one_and_has_none_is_led_to_it(client, head, required):
    head.first_factor_until = clock.now() + factors.FIRST_LIFE
    head.save()
    give_password(client)

    assert client.get("/")["Location"] == OWN
    assert "Peran Anda masuk dengan faktor kedua" in client.get(OWN).content.decode()
    page = client.get(reverse("accounts:app_add")).content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    code = code_apps.code_at(base64.b32decode(secret), code_apps.step_of_now())
    assert client.post(reverse("accounts:app_add"), {"code": "000 000"}).status_code == 422
    assert client.post(reverse("accounts:app_add"), {"code": f"{code[:3]} {code[3:]}"})["Location"] == OWN
    assert is_signed_in(client)
    assert FACTOR_ADDED in acts()
    # The code that set it up is not taken again.
    assert not code_apps.is_right(head, code)
    assert secret not in CodeApp.objects.get().secret


@pytest.mark.parametrize("page", ["app_add", "key_add"])
def test_a_password_alone_sets_up_no_first_factor(client, head, required, page):
    give_password(client)

    answer = client.get(reverse(f"accounts:{page}"))
    shown = client.get(OWN).content.decode()

    assert answer.status_code == 422
    assert "Minta kartu kode tercetak" in answer.content.decode()
    assert "Minta kartu kode tercetak" in shown
    assert reverse(f"accounts:{page}") not in shown
    assert client.post(reverse(f"accounts:{page}"), {"code": "123456", "answer": "{}"}).status_code == 422
    assert not factors.kinds_of(head).any


def test_a_day_after_a_new_password_a_first_factor_may_be_set_up(head, required):
    def may(at=None):
        with clock.moved_to(at or clock.now()):
            return not factors.first_blockers(head, factors.kinds_of(head))

    before, start = may(), clock.now()
    head.must_change_password = True
    administering.change_own_password(by=head, new=administering.NewPassword.of("pagi hujan di sungai"))
    soon, later = may(start + timedelta(hours=23)), may(start + timedelta(hours=25))
    head.first_factor_until = None
    administering.change_own_password(by=head, new=administering.NewPassword.of("pagi hujan di sungai"))

    assert (before, soon, later) == (False, True, False)
    # A password that the user changes by the one before opens nothing.
    assert not may()
    carded(head)
    assert may()


def test_others_are_not_led_and_demo_users_neither(client, head, required):
    UserFactory(roles=["registrar"], username="lain", facility=head.facility)
    client.post(SIGN_IN, {"username": "lain", "password": PASSWORD})
    assert is_signed_in(client)

    head.is_demo = True
    assert not factors.is_required(head)


def test_last_factor_of_a_role_that_needs_one_stays(sign_in, head, required):
    app_of(head)
    client = sign_in(head)

    assert client.post(reverse("accounts:app_remove")).status_code == 422
    carded(head)
    assert client.post(reverse("accounts:app_remove"))["Location"] == OWN
    assert FACTOR_REMOVED in acts()


def test_others_remove_what_they_added(sign_in, head):
    app_of(head)
    sign_in(head).post(reverse("accounts:app_remove"))

    assert not CodeApp.objects.exists()


# --- Confirming -----------------------------------------------------------------------------------------------------


def test_confirmation_takes_the_factor_too(sign_in, head):
    app_of(head)
    client, file = sign_in(head), reverse("accounts:session_end")

    def answer(**fields):
        return client.post(file, {f"confirm-{name}": text for name, text in fields.items()})

    with clock.moved_to(MONDAY + timedelta(minutes=6)):
        assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 422
        assert client.post(CONFIRM, {"password": PASSWORD, "code": "000000"}).status_code == 422
        assert client.post(CONFIRM, {"password": "wrong-wrong", "code": code_now()}).status_code == 422
        assert answer(password=PASSWORD).status_code == 422
        assert answer(password=PASSWORD, code="000000").status_code == 422
        assert client.post(CONFIRM, {"password": PASSWORD, "code": code_now()}).status_code == 302
        assert answer().status_code == 302


# --- Cards ----------------------------------------------------------------------------------------------------------


def page_of(user, name="detail"):
    return reverse(f"accounts:card_{name}", args=[user.public_id])


def test_card_is_printed_by_one_and_activated_by_another(sign_in, head, administrator, auditor):
    paper = sign_in(administrator).post(page_of(head, "print"))
    assert (paper["Content-Type"], paper.status_code) == ("application/pdf", 200)
    (card,) = CodeCard.objects.all()
    words = " ".join(pages(paper.content))
    shown = re.findall(r"\b[a-z2-9]{4} [a-z2-9]{4}\b", words)
    first = card.codes.first()
    assert check_password(code_cards.normalized(shown[0]), first.digest)
    assert head.full_name in words

    assert sign_in(administrator).post(page_of(head, "activate")).status_code == 422
    asked = hidden(sign_in(auditor).get(page_of(head)).content.decode(), "asked")
    assert sign_in(auditor).post(page_of(head, "activate"), {"asked": asked})["Location"] == page_of(head)

    assert factors.kinds_of(head).card_number == 1
    assert Notice.objects.get(user=head).kind == Notice.Kind.CARD_GIVEN
    assert acts() == [PRINTED, ACTIVATED]


def test_same_form_sent_twice_shows_the_codes_once(sign_in, head, administrator):
    client, token = sign_in(administrator), "2b0e3c9e-3f1c-4f0f-9b38-0d53cbe3a3f1"
    client.post(page_of(head, "print"), {"idempotency_token": token}, with_token=False)

    again = client.post(page_of(head, "print"), {"idempotency_token": token}, with_token=False)

    assert (again.status_code, again.content) == (410, b"")
    assert CodeCard.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("printer", ["four_eyes", "two_administrators"]),
        ("owner", ["own"]),
        ("administrator", ["two_administrators"]),
        ("auditor", []),
        ("rutan_head", []),
        ("operator", []),
    ],
)
def test_who_may_activate(head, who, expected):
    card = printed(head)
    known = {"printer": card.printed_by, "owner": head, "operator": None}
    by = known[who] if who in known else colleague(head, role=who)

    assert [reason.code for reason in code_cards.activate_blockers(card, by=by)] == expected


def test_nobody_prints_the_own_card_nor_one_for_who_is_barred(head, administrator):
    with pytest.raises(RuleViolation) as refused:
        code_cards.print_card(administrator, by=administrator, drawn=drawn())
    assert codes(refused) == ["own"]

    head.is_active = False
    head.save()
    with pytest.raises(RuleViolation) as refused:
        code_cards.print_card(head, by=administrator, drawn=drawn())
    assert codes(refused) == ["inactive"]


def test_card_that_lay_about_for_a_week_is_not_activated_and_none_twice(head, auditor):
    card = printed(head)
    with clock.moved_to(MONDAY + timedelta(days=7)), pytest.raises(RuleViolation) as refused:
        code_cards.activate(card, by=auditor)
    assert codes(refused) == ["old"]

    code_cards.activate(card, by=auditor)
    with pytest.raises(RuleViolation) as refused:
        code_cards.activate(card, by=auditor)
    assert codes(refused) == ["over"]


def test_lost_card_and_lost_key_end_with_a_new_card_by_two_people(client, sign_in, head):
    old = carded(head)
    sign_in(head)
    app_of(head)
    SecurityKey.objects.create(user=head, name="hilang", credential_id="x", credential=b"")

    new = carded(head, ends_others=True)

    assert (CodeApp.objects.exists(), SecurityKey.objects.exists()) == (False, False)
    assert client.get(OWN).status_code == 302
    old.refresh_from_db()
    assert old.ended_at
    assert code_cards.active_card(head) == new


def test_new_card_alone_keeps_the_app(head):
    app_of(head)
    carded(head)

    assert factors.kinds_of(head) == factors.Kinds(has_key=False, has_app=True, has_card=True, card_number=1)


def test_card_printed_again_before_it_was_activated_ends_the_first(head, auditor):
    first, second = printed(head), printed(head)

    with pytest.raises(RuleViolation) as refused:
        code_cards.activate(first, by=auditor)

    assert codes(refused) == ["over"]
    assert code_cards.waiting_card(head) == second


def test_operator_activates_where_the_office_has_nobody_else(head):
    printed(head)

    call_command("activate_card", "kepala")

    assert factors.kinds_of(head).has_card
    assert Notice.objects.get(user=head).values["by"] == "–"


def test_list_tells_who_has_what(sign_in, head, administrator):
    carded(head)
    printed(UserFactory(roles=["registrar"], facility=head.facility, full_name="Zainal"))
    page = sign_in(administrator).get(reverse("accounts:card_list"))

    found = {user.full_name: (user.has_card, user.has_waiting) for user in page.context["page"].rows}
    assert found[head.full_name] == (True, False)
    assert found["Zainal"] == (False, True)


@given(text=st.text(max_size=30))
def test_codes_are_compared_without_their_signs(text):
    plain = code_cards.normalized(text)

    assert code_cards.normalized(f" {plain}-") == plain
    assert plain.isalnum() or plain == ""


@pytest.mark.parametrize("wrong", ["own print", "own activation", "printer activates"])
def test_database_keeps_printer_owner_and_activator_apart(head, administrator, wrong):
    card = printed(head)
    values = {
        "own print": {"printed_by": head},
        "own activation": {"activated_by": head, "activated_at": MONDAY},
        "printer activates": {"activated_by": card.printed_by, "activated_at": MONDAY},
    }[wrong]

    with pytest.raises(IntegrityError), transaction.atomic():
        CodeCard.objects.filter(pk=card.pk).update(**values)


def test_database_keeps_one_waiting_card_and_one_active_one(head):
    waiting = printed(head)
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeCard.objects.create(user=head)
    active = carded(head)
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeCard.objects.create(user=head, activated_at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeCard.objects.filter(pk=active.pk).update(activated_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        CardCode.objects.create(card=active, number=1, digest="")
    waiting.refresh_from_db()
    assert waiting.ended_at
