"""What every answer carries, and how the site refuses."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock
from core.headers import LONGEST_ADDRESS
from core.models import Job
from inmates.imports.models import SpreadsheetImport
from tests.factories import BatchFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(roles=["training_officer"])


def test_page_of_a_signed_in_person_stays_in_no_cache(sign_in, officer):
    assert sign_in(officer).get("/")["Cache-Control"] == "no-store, private"


def test_every_answer_has_the_policies(client):
    answer = client.get(reverse("accounts:sign_in"))
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.cookies["csrf"]["samesite"] == "Strict"
    assert answer.cookies["csrf"]["httponly"]


def test_browser_lends_cameras_and_keys_to_our_own_pages_and_nothing_else(client):
    answer = client.get(reverse("accounts:sign_in"))

    policy = dict(part.split("=") for part in answer["Permissions-Policy"].split(", "))
    lent = {ability for ability, who in policy.items() if who != "()"}
    assert lent == {"camera", "publickey-credentials-create", "publickey-credentials-get"}
    assert {policy[ability] for ability in lent} == {"(self)"}
    assert {"geolocation", "microphone", "usb", "display-capture"} <= policy.keys()


@pytest.mark.parametrize(("https", "name"), [(True, "__Host-theme"), (False, "theme")])
def test_own_cookies_go_to_this_host_alone_where_the_site_is_encrypted(client, settings, https, name):
    settings.HTTPS = https

    client.post(reverse("core:theme_change"), {"theme": "dark", "next": "/masuk/"})

    cookie = client.cookies[name]
    assert (bool(cookie["secure"]), bool(cookie["httponly"])) == (https, True)
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert 'data-bs-theme="dark"' in client.get(reverse("accounts:sign_in")).content.decode()


def test_cookie_of_the_sign_in_is_out_of_reach_of_scripts(client):
    UserFactory(roles=["registrar"], username="siti")
    answer = client.post(reverse("accounts:sign_in"), {"username": "siti", "password": "a-long-test-password"})

    assert answer.cookies["sesi"]["httponly"]
    assert answer.cookies["sesi"]["samesite"] == "Lax"


def test_browser_finds_an_icon_beside_a_file_that_names_none(client):
    answer = client.get("/favicon.ico")

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:4] == b"\0\0\1\0"


def test_theme_is_kept_in_a_cookie_and_leads_back_to_this_site_only(client):
    chosen = client.post(reverse("core:theme_change"), {"theme": "dark", "next": "/masuk/"})
    wrong = client.post(reverse("core:theme_change"), {"theme": "pink", "next": "https://elsewhere.example/"})

    assert (chosen.cookies["theme"].value, chosen["Location"]) == ("dark", "/masuk/")
    assert 'data-bs-theme="dark"' in client.get(reverse("accounts:sign_in")).content.decode()
    assert "theme" not in wrong.cookies
    assert wrong["Location"] == "/"


@pytest.mark.parametrize("target", ["null", "24:00", "a:b", "accounts:account", "/masuk/"])
def test_sign_in_and_theme_lead_to_no_page_that_is_none(client, target):
    UserFactory(roles=["registrar"], username="siti")
    values = {"username": "siti", "password": "a-long-test-password", "next": target, "theme": "dark"}

    theme = client.post(reverse("core:theme_change"), values)
    first = client.post(reverse("accounts:sign_in"), values)
    again = client.get(reverse("accounts:sign_in"), {"next": target})

    assert (theme["Location"], first["Location"], again["Location"]) == (
        "/masuk/" if target == "/masuk/" else "/",
        "/",
        "/",
    )


def test_refusal_of_a_rule_gives_its_reasons_and_a_way_back(sign_in, officer):
    batch = BatchFactory(facility=officer.facility, state="certified")
    came_from = f"http://testserver{reverse('programs:batch_detail', args=[batch.public_id])}"

    answer = sign_in(officer).post(
        reverse("programs:batch_move", args=[batch.public_id]), {"to": "running"}, headers={"referer": came_from}
    )

    assert answer.status_code == 422
    assert answer.context["reasons"]
    assert came_from in answer.content.decode()


def test_refusal_leads_nowhere_else(sign_in, officer):
    batch = BatchFactory(facility=officer.facility, state="certified")

    answer = sign_in(officer).post(
        reverse("programs:batch_move", args=[batch.public_id]),
        {"to": "running"},
        headers={"referer": "https://elsewhere.example/"},
    )

    assert "elsewhere" not in answer.content.decode()


def test_form_without_its_token_is_refused_and_writes_nothing(sign_in, officer):
    answer = sign_in(officer).post(reverse("accounts:language_change"), {"language": "en"}, with_token=False)

    assert answer.status_code == 400
    officer.refresh_from_db()
    assert officer.language == "id"


def test_form_of_another_site_is_refused_in_a_sentence(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="accounts.backends.RoleBackend")

    answer = client.post(reverse("accounts:language_change"), {"language": "en"})

    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


def test_upload_over_the_limit_is_refused_and_kept_nowhere(sign_in, settings):
    settings.MAX_UPLOAD_BYTES = 1024
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
    registrar = UserFactory(roles=["registrar"])
    file = SimpleUploadedFile("data.csv", b"x" * (3 * 1024 * 1024))

    answer = sign_in(registrar).post(
        reverse("inmates:import_new"),
        {"file": file, "idempotency_token": "0b7a7f0e-7f10-4bd4-9c64-0ac1d1b2f6a2"},
    )

    assert answer.status_code in (400, 422)
    assert "<h1" in answer.content.decode()
    assert not SpreadsheetImport.objects.exists()


@pytest.mark.parametrize("path", ["/tidak-ada/", "/angkatan/none/", "/admin/"])
def test_unknown_address_has_a_page_of_its_own(sign_in, officer, path):
    answer = sign_in(officer).get(path)

    assert answer.status_code == 404
    assert answer.content.decode().count("<h1") == 1


@pytest.mark.parametrize("asks", [{}, {"headers": {"hx-request": "true"}}])
def test_address_that_is_too_long_is_refused_in_indonesian_before_anything_reads_it(
    client, asks, django_assert_num_queries
):
    address = f"{reverse('accounts:sign_in')}?next="

    with django_assert_num_queries(0):
        refused = client.get(address + "x" * (LONGEST_ADDRESS + 1 - len(address)), **asks)

    assert refused.status_code == 414
    assert "Alamat halaman terlalu panjang" in refused.content.decode()
    assert client.get(address + "x" * (LONGEST_ADDRESS - len(address)), **asks).status_code == 200


def test_job_shows_its_progress_and_leads_on_when_done(sign_in, officer):
    job = Job.objects.create(
        kind="x", title="Impor", office=officer.office_code, created_by=officer, state="running", total=4, done=1
    )
    url = reverse("core:job_detail", args=[job.public_id])
    client = sign_in(officer)

    assert "Impor" in client.get(url).content.decode()
    assert "<html" not in client.get(url, headers={"hx-request": "true"}).content.decode()
    Job.objects.update(state="done", result_url="/angkatan/", finished_at=clock.now())
    assert client.get(url)["Location"] == "/angkatan/"


def test_page_travels_compressed_to_whoever_takes_it(client):
    packed = client.get(reverse("accounts:sign_in"), headers={"accept-encoding": "gzip"})
    plain = client.get(reverse("accounts:sign_in"))

    assert packed["Content-Encoding"] == "gzip"
    assert b"<!DOCTYPE html>" in gzip.decompress(packed.content)
    assert "Content-Encoding" not in plain
