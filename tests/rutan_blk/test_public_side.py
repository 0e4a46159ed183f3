"""The public side alone, in a process of its own: what it answers, and that nothing else is there."""

import itertools
import json
import os
import sqlite3
import subprocess
import sys
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse

from certification.certificates import certificate_rendering
from certification.earlier_certificates import earlier_check
from certification.earlier_certificates import limits as number_limits
from certification.register import check_codes
from certification.register.models import Certificate
from certification.verification import limits, register_export, sealed_records, status_lists
from core import clock
from inmates.custody.custody_words import custody_words
from rutan_blk.public import register, throttling
from tests.certification.verification.keys import issued_with_key, readable
from tests.conftest import MONDAY
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.earlier import BORN, NUMBER, confirmed, row

pytestmark = pytest.mark.django_db

KEY = "kunci bersama dari dua mesin, 32+"
ALONE = """
import json, sys
import django
import pytest  # static files under their plain names, as in every test
from django.apps import apps
from django.conf import settings
from django.test import Client
django.setup()
client = Client(headers={"host": "sertifikat.example"})
answers = {path: client.get(path) for path in json.loads(sys.argv[1])}
print(json.dumps({
    "answers": {path: [answer.status_code, answer.content.decode()[:20000]] for path, answer in answers.items()},
    "cookies": sorted({name for answer in answers.values() for name in answer.cookies}),
    "apps": sorted(app.name for app in apps.get_app_configs()),
    "models": [model._meta.label for model in apps.get_models()],
    "engines": sorted({one["ENGINE"] for one in settings.DATABASES.values()}),
    "loaded": sorted(
        name for name in sys.modules if name.endswith(".models") and not name.startswith(("django", "csp"))
    ),
}))
"""


@pytest.fixture
def issued():
    """Two certificates, one of them with its file, the other one replaced; lists are signed."""
    first, second = issued_with_key(2)
    certificate_rendering.render(first)
    Certificate.objects.filter(pk=second.pk).update(state="superseded")
    status_lists.sign_lists()
    return first, second


@pytest.fixture
def exported(issued, tmp_path):
    path = tmp_path / "public.sqlite3"
    call_command("export_register", str(path), stdout=StringIO())
    return path


def alone(path, paths, tmp_path):
    variables = os.environ | {
        "PUBLIC_REGISTER": str(path),
        "DJANGO_SETTINGS_MODULE": "rutan_blk.settings",
        "DATA_DIR": str(tmp_path / "data"),
        "ALLOWED_HOSTS": "sertifikat.example",
        "PUBLIC_BASE_URL": "https://sertifikat.example",
        "PUBLIC_NUMBER_KEY": KEY,
        "DEBUG": "false",
    }
    done = subprocess.run(
        [sys.executable, "-c", ALONE, json.dumps(paths)],
        cwd=settings.BASE_DIR,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_it_answers_what_the_whole_site_answers_and_nothing_else(client, issued, exported, tmp_path):
    first, second = issued
    inside = ["/masuk/", "/akun/", "/sertifikat/", "/sertifikat/buku/", "/sehat/", "/luring/", "/impor/"]
    pages = {
        "valid": f"/c/{first.code}/",
        "superseded": f"/C/{second.code}",
        "unknown": f"/c/{check_codes.new_code()}/",
        "start": "/periksa/",
        "number": "/periksa/nomor/",
        "keys": "/kunci.json",
        "list": f"/status/{first.status_list.slug}",
        "file": "/periksa/luring.html",
        "none": "/status/none",
    }

    found = alone(exported, [*pages.values(), *inside], tmp_path)

    said = {name: found["answers"][path] for name, path in pages.items()}
    assert {name: status for name, (status, _text) in said.items()} == {
        "valid": 200,
        "superseded": 200,
        "unknown": 200,
        "start": 200,
        "number": 200,
        "keys": 200,
        "list": 200,
        "file": 200,
        "none": 404,
    }
    assert {path: found["answers"][path][0] for path in inside} == dict.fromkeys(inside, 404)
    words = {"valid": "Sertifikat berlaku", "superseded": "Sertifikat sudah diganti", "unknown": "Kode tidak ditemukan"}
    assert [name for name, text in words.items() if text not in said[name][1]] == []
    assert first.snapshot["holder"]["name"] in said["valid"][1]
    assert first.file.sha256 in said["valid"][1]
    assert json.loads(said["keys"][1]) == client.get(reverse("certification:public_keys")).json()
    assert found["cookies"] == []
    assert custody_words([readable(text) for _status, text in said.values()]) == []


def test_it_knows_no_table_of_anybody(exported, tmp_path):
    found = alone(exported, ["/periksa/", "/periksa/nomor/"], tmp_path)

    assert (found["models"], found["apps"], found["loaded"]) == ([], ["csp", "django.contrib.staticfiles"], [])
    # What Django puts there where no database is named, and what refuses every question.
    assert found["engines"] == ["django.db.backends.dummy"]
    assert not (tmp_path / "data" / "field_key.txt").exists()


def test_export_holds_what_the_check_page_says_and_no_more(issued, exported):
    with sqlite3.connect(exported) as file:
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master ORDER BY name")]
        sealed = dict(file.execute("SELECT code_digest, content FROM record"))
        whole = "\n".join(file.iterdump())

    records = [sealed_records.opened(one.code, sealed[sealed_records.place_of(one.code)]) for one in issued]
    assert tables == ["document", "record", "status_list"]
    assert [set(record) for record in records] == [
        {
            "state",
            "issuer",
            "name",
            "program",
            "number",
            "facts",
            "units",
            "total_hours",
            "issued_on",
            "valid_until",
            "ended_on",
            "time_zone",
            "digests",
            "paper",
            "address",
            "telephone",
        }
    ] * 2
    assert custody_words(readable(whole + json.dumps(records))) == []
    assert [one.snapshot["holder"]["name"] for one in issued if one.snapshot["holder"]["name"] in whole] == []
    assert [one.code for one in issued if one.code in whole] == []
    assert "Lahir" not in json.dumps(records)


def test_export_is_replaced_in_one_step_and_holds_the_newest_state(issued, exported):
    first, _second = issued
    assert str(register_of(exported, first.code).verdict) == "valid"
    Certificate.objects.filter(pk=first.pk).update(state="superseded")

    register_export.export(exported)

    assert str(register_of(exported, first.code).verdict) == "superseded"
    assert [path.name for path in exported.parent.glob("*public*")] == ["public.sqlite3"]


def register_of(path, code):
    with override_settings(PUBLIC_REGISTER=str(path)):
        return register.look_up(code)


def test_place_that_cannot_be_written_is_a_sentence(issued, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_register", str(tmp_path / "no" / "file"))


@pytest.fixture
def keyed(settings):
    settings.PUBLIC_NUMBER_KEY = KEY


@pytest.fixture
def older(keyed, tmp_path):
    """Confirmed by two centers, one of them without a date of birth and two alike, and the file with them."""
    first, second = TrainingCenterFactory(), TrainingCenterFactory()
    confirmed(first, row(), row(number="893/018/BLK/2019", born="", name="Dewi"), row(number="893/019/BLK/2019"))
    confirmed(second, row(number="893/019/BLK/2019"), row(name="Budi", born="1999-02-03"))
    path = tmp_path / "public.sqlite3"
    assert register_export.export(path) == 5
    return path


def test_each_question_about_a_number_gets_the_answer_of_the_whole_site(settings, older):
    settings.PUBLIC_REGISTER = str(older)
    numbers = [NUMBER, " 893 / 17 / blk / 2019", "893/018/BLK/2019", "893/019/BLK/2019", "1", ""]
    names = ["", "Siti Rahmah", "siti rachmah", "dewi", "Budi", "Somebody", "!"]
    days = [None, BORN, date(1999, 2, 3), date(2001, 1, 1)]
    asked = list(itertools.product(numbers, names, days))

    told = [register.look_up_number(number, name=name, born=born) for number, name, born in asked]

    assert told == [earlier_check.look_up(number, name=name, born=born) for number, name, born in asked]
    assert len({finding.name for finding in told}) == 4


def test_the_file_opens_for_nobody_without_the_key(settings, older):
    settings.PUBLIC_REGISTER = str(older)
    assert register.look_up_number(NUMBER, born=BORN).verdict == "valid"
    with sqlite3.connect(older) as file:
        whole = "\n".join(file.iterdump())

    settings.PUBLIC_NUMBER_KEY = KEY.replace("dua", "tiga")

    assert register.look_up_number(NUMBER, born=BORN).verdict == "not_found"
    assert [word for word in ("Siti", NUMBER, "1995-05-17", "undated", KEY) if word in whole] == []


def test_addresses_are_those_that_are_printed_and_signed():
    names = [("check", ["A"]), ("check_scanned", ["A"]), ("status_list", ["a"]), ("public_keys", []), ("verifier", [])]
    whole = [reverse(f"certification:{name}", args=arguments) for name, arguments in names]

    with override_settings(ROOT_URLCONF="rutan_blk.public.urls"):
        alone = [reverse(f"certification:{name}", args=arguments) for name, arguments in names]

    assert alone == whole


@pytest.fixture
def public(settings, exported):
    settings.ROOT_URLCONF, settings.PUBLIC_REGISTER = "rutan_blk.public.urls", str(exported)
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    return Client()


def test_wrong_and_unknown_look_alike_there_too(public):
    shapes = {
        public.get(f"/c/{code}/").content.decode().replace(f'value="{code}"', "")
        for code in ("A", check_codes.new_code())
    }

    assert len(shapes) == 1


def test_too_many_checks_are_stopped_there_too(public):
    answers = [public.get(f"/c/{check_codes.new_code()}/", REMOTE_ADDR="10.7.7.7").status_code for _ in range(62)]

    assert answers == [200] * limits.MOST_CHECKS + [429] * 2
    assert public.get(f"/c/{check_codes.new_code()}/", REMOTE_ADDR="10.7.7.8").status_code == 200


@pytest.fixture
def by_number(settings, older):
    settings.ROOT_URLCONF, settings.PUBLIC_REGISTER = "rutan_blk.public.urls", str(older)
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    return Client()


def ask(client, number=NUMBER, **more):
    asked = {"number": number, "born": "17/05/1995", "name": ""}
    return client.post("/periksa/nomor/", asked, **more)


def test_number_is_answered_there_without_a_cookie_and_kept_by_nobody(by_number):
    answer = ask(by_number)

    assert [text for text in ("Sertifikat berlaku", "Siti Rahmah", NUMBER) if text not in answer.content.decode()] == []
    assert ("1995" in answer.content.decode(), dict(answer.cookies), answer["Cache-Control"]) == (False, {}, "no-store")
    assert ask(by_number, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert "/periksa/nomor/" in by_number.get("/periksa/").content.decode()


def test_too_many_questions_about_numbers_are_stopped_there_too(by_number):
    def status(address):
        return ask(by_number, "893/555/BLK/2019", REMOTE_ADDR=address).status_code

    of_one = [status("10.7.8.1") for _ in range(number_limits.MOST_OF_AN_ADDRESS + 1)]
    rest = number_limits.MOST_OF_A_NUMBER - number_limits.MOST_OF_AN_ADDRESS
    of_many = [status(f"10.7.9.{place}") for place in range(rest + 1)]

    assert of_one == [200] * number_limits.MOST_OF_AN_ADDRESS + [429]
    assert of_many == [200] * rest + [429]


def test_number_is_asked_a_few_times_a_day_there_too(settings, keyed):
    answers = []
    for place in range(number_limits.MOST_OF_A_NUMBER_A_DAY + 1):
        with clock.moved_to(MONDAY.replace(hour=9, minute=0) + number_limits.WINDOW * (place // 10)):
            answers.append(throttling.refused_for(f"10.8.0.{place}", "a number of its own"))

    assert answers == [None] * number_limits.MOST_OF_A_NUMBER_A_DAY + [number_limits.DAY]


def test_without_the_key_there_is_no_check_by_number(public):
    assert public.get("/periksa/nomor/").status_code == 404
    assert "/periksa/nomor/" not in public.get("/periksa/").content.decode()


def test_first_page_leads_to_the_form_and_robots_stay_out(public):
    assert public.get("/")["Location"] == "/periksa/"
    assert public.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert public.get("/kunci.json")["Access-Control-Allow-Origin"] == "*"
    assert public.post("/periksa/").status_code == 405
