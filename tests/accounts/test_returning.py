"""Where somebody comes out who signs in again after a form was sent too late."""

import pytest

pytestmark = pytest.mark.django_db
PLACE = "/sesi/00000000-0000-4000-8000-000000000000/presensi/"


@pytest.mark.parametrize(
    ("page", "after"),
    [
        (f"http://testserver{PLACE}", f"/masuk/?next={PLACE}"),
        (f"http://elsewhere.example{PLACE}", f"/masuk/?next={PLACE}simpan/"),
        ("", f"/masuk/?next={PLACE}simpan/"),
    ],
)
def test_form_sent_too_late_leads_back_to_its_page(client, page, after):
    answer = client.post(f"{PLACE}simpan/", headers={"referer": page})

    assert (answer.status_code, answer["Location"]) == (302, after)


def test_page_asked_for_without_sign_in_comes_after_it(client):
    answer = client.get(PLACE, headers={"referer": "http://testserver/"})

    assert (answer.status_code, answer["Location"]) == (302, f"/masuk/?next={PLACE}")


@pytest.mark.parametrize(("method", "after"), [("get", f"/masuk/?next={PLACE}"), ("post", f"/masuk/?next={PLACE}")])
def test_script_that_asks_without_sign_in_has_the_browser_go_there(client, method, after):
    headers = {"HX-Request": "true", "referer": f"http://testserver{PLACE}"}

    answer = getattr(client, method)(PLACE, headers=headers)

    assert (answer.status_code, answer["HX-Redirect"]) == (200, after)
