"""Whatever a scanner reads is answered in bounded time, and only the true text is true. FUZZ=5000 tries more."""

import os
import random
import time
from io import StringIO
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.urls import reverse

from certification.register import check_codes
from certification.verification import signed_facts, status_lists, tokens
from certification.verification.certificate_check import look_up
from certification.verification.check_findings import Verdict
from core.headers import LONGEST_ADDRESS
from rutan_blk.public import register
from tests.certification.verification.keys import issued_with_key, jwks, public_keys
from tests.world.fuzz.symbols import mutated_code, mutated_letters, mutated_symbol

pytestmark = pytest.mark.django_db
FUZZ = int(os.environ.get("FUZZ", "60"))
# Of the processor, on a busy machine; nearly all of them take less than a thousandth of it.
MOST_SECONDS = 0.5


@pytest.fixture
def certificate():
    (certificate,) = issued_with_key()
    return certificate


def facts_in(text, keys):
    began = time.thread_time()
    try:
        return signed_facts.read(text, keys)
    except ValueError:
        return None
    finally:
        assert time.thread_time() - began < MOST_SECONDS, (len(text), text[:200])


def test_only_the_signed_text_is_read(certificate):
    text, keys = signed_facts.printed_words(certificate.snapshot)["check"]["signed"], public_keys()
    dice, true = random.Random(20261129), signed_facts.read(text, public_keys())
    for _ in range(FUZZ * 2):
        changed = mutated_symbol(dice, text, signed_facts.PREFIX)

        assert facts_in(changed, keys) == (true if changed == text else None), changed[:300]


def test_only_the_signed_list_is_read(certificate):
    status_lists.sign_lists()
    certificate.status_list.refresh_from_db()
    token, keys, dice = certificate.status_list.token, jwks(), random.Random(20261129)
    true = tokens.read(token, keys)
    for _ in range(FUZZ):
        changed = mutated_letters(dice, token)
        try:
            found = tokens.read(changed, keys)
        except ValueError:
            continue

        # The last letter of base64 has bits that mean nothing.
        assert found == true, changed


def is_too_long(answer):
    return len(answer.wsgi_request.get_full_path()) > LONGEST_ADDRESS


def test_check_page_answers_any_code(client, certificate):
    dice = random.Random(20261129)
    for number in range(FUZZ):
        code = mutated_code(dice, certificate.code, most=4000)
        # Each from an address of its own, which may ask so often only.
        caller = {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        began = time.thread_time()

        started = client.get(reverse("certification:check_start"), {"kode": code}, **caller)
        scanned = [
            client.get(f"{way}{quote(code, safe='')}{end}", **caller) for way, end in (("/c/", "/"), ("/C/", ""))
        ]

        assert time.thread_time() - began < 3 * MOST_SECONDS, code[:200]
        assert started.status_code in ((414,) if is_too_long(started) else (200, 302)), code[:200]
        for answer in scanned:
            if is_too_long(answer):
                assert answer.status_code == 414, code[:200]
                continue
            # Without a code, or with a slash in it, the address is none of ours.
            assert answer.status_code in ((404, 301) if "/" in code or not code else (200,)), code[:200]
            if answer.status_code == 200:
                is_true = check_codes.plain(code) == certificate.code
                assert (answer.context["finding"].verdict == Verdict.VALID) == is_true, code[:200]


def test_both_sides_find_the_same_for_any_code(certificate, settings, tmp_path):
    settings.PUBLIC_REGISTER = tmp_path / "public.sqlite3"
    call_command("export_register", str(settings.PUBLIC_REGISTER), stdout=StringIO())
    dice = random.Random(20261129)
    for _ in range(FUZZ):
        code = mutated_code(dice, certificate.code)
        began = time.thread_time()

        assert register.look_up(code).verdict == look_up(code).verdict, code[:200]
        assert time.thread_time() - began < MOST_SECONDS, code[:200]
