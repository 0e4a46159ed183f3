"""The public side alone, in a process of its own: what it answers, and that nothing else is there."""

import json
import os
import sqlite3
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse

from certification.certificates import certificate_rendering
from certification.register import check_codes
from certification.register.models import Certificate
from certification.verification import limits, register_export, sealed_records, status_lists
from inmates.custody.custody_words import custody_words
from rutan_blk.public import register
from tests.certification.verification.keys import issued_with_key, readable

pytestmark = pytest.mark.django_db

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
    found = alone(exported, ["/periksa/"], tmp_path)

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


def test_first_page_leads_to_the_form_and_robots_stay_out(public):
    assert public.get("/")["Location"] == "/periksa/"
    assert public.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert public.get("/kunci.json")["Access-Control-Allow-Origin"] == "*"
    assert public.post("/periksa/").status_code == 405
