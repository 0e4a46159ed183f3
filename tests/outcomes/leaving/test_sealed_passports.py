"""Skill passports with their seals: what the signer looks up itself, and what others can check."""

import json
import os
import sqlite3
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from certification.certificates import issue_certificates
from certification.register.models import Certificate, HolderPaper
from certification.sealing import file_examination, holder_papers, signer_client, signer_process
from certification.sealing.file_examination import Seal
from certification.verification import certificate_check, register_export, sealed_records, statement_keys, tokens
from certification.verification.check_findings import finding_of
from core import clock
from core.append_only import protect, release
from core.models import AuditEvent
from outcomes.leaving import passport_paper, sealed_passport, skill_passport
from tests.certification.files import plain
from tests.certification.sealing import keys
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.factories.certification import approved, assess_all, class_of, sign
from tests.papers import pages

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(os.name == "nt", reason="Unix sockets")]
TODAY, ME = MONDAY.date(), os.getuid() if os.name != "nt" else 0
UNSEALED = "Lembar ini tidak bersegel elektronik"
CUSTODY = ("rutan", "tahanan", "narapidana", "warga binaan", "lapas")


@pytest.fixture
def batch():
    batch = class_of(2)
    assess_all(batch)
    sign(batch)
    return batch


@pytest.fixture
def place(batch):
    place = batch.enrollments.order_by("pk").first()
    officer = UserFactory(roles=["certificate_officer"], training_center=batch.training_center)
    issue_certificates.issue(approved(place), by=officer, render_after=False)
    return place


@pytest.fixture
def key(batch):
    return keys.open_key(batch.training_center)


def staff(batch, role="certificate_officer"):
    inside = role in ("training_officer", "case_officer", "rutan_head")
    return UserFactory(roles=[role], **({"facility": batch.facility} if inside else office_of(batch)))


def office_of(batch):
    return {"training_center": batch.training_center}


def passport_of(user, place):
    places = skill_passport.places_with_units(user).filter(person=place.person)
    return skill_passport.passport_of(places, place.batch.training_center, on=TODAY)


def made(place, user) -> HolderPaper:
    assert sealed_passport.have_sealed(passport_of(user, place), place, by=user, today=TODAY)
    return HolderPaper.objects.get(office=user.office_code)


def sealed_by(signer, paper):
    answer = signer.answer(json.dumps({"holder_papers": [str(paper.public_id)]}).encode(), ME)
    paper.refresh_from_db()
    return answer


@pytest.fixture
def signer(key, tmp_path):
    return signer_process.Signer({key.fingerprint: key}, {ME}, tmp_path / "seals.log")


@pytest.fixture
def sealed(place, signer):
    paper = made(place, staff(place.batch))
    sealed_by(signer, paper)
    return paper


# The signer


def test_the_signer_seals_what_it_finds_and_notes_it(place, signer, tmp_path):
    paper = made(place, staff(place.batch))
    before, content = paper.sha256, bytes(paper.content)

    answers = [sealed_by(signer, paper), sealed_by(signer, paper)]

    name = str(paper.public_id)
    assert answers == [{"sealed": {name: paper.sha256}, "refused": {}}, {"sealed": {name: ""}, "refused": {}}]
    assert bytes(paper.content).startswith(content)
    assert file_examination.examine(bytes(paper.content)).seal == Seal.HOLDS
    (line,) = (tmp_path / "seals.log").read_text().splitlines()
    noted = json.loads(line)
    assert (noted["holder_paper"], noted["before"], noted["after"]) == (name, before, paper.sha256)
    assert list(file_examination.broken_seals()) == []


def test_unknown_papers_are_refused(signer):
    unknown = "6f9619ff-8b86-4011-b42d-00c04fc964ff"

    answer = signer.answer(json.dumps({"holder_papers": [unknown]}).encode(), ME)

    assert answer == {"sealed": {}, "refused": {unknown: ["unknown"]}}


def other_name(paper):
    paper.words["holder"]["name"] = "Orang Lain"


def other_issuer(paper):
    paper.words["issuer"]["name"] = "BLK Lain"


def unit_not_passed(paper):
    paper.words["units"].append({"code": "X.00XXX00.001.1", "title": "Lain", "jp": "8", "month": "Mei 2026"})


def no_unit(paper):
    paper.words["units"] = []


def paper_not_given(paper):
    paper.words["certificates"].append({"program": "Lain", "number": "1/X/2026", "month": "Mei 2026"})


def other_title(paper):
    paper.words["title"] = "Sertifikat Kompetensi Nasional"


def other_trade(paper):
    paper.words["trades"] = ["Juru Las 6G Bersertifikat Internasional"]


def other_unit_words(paper):
    paper.words["units"][0] |= {"title": "Memimpin Proyek Pengelasan Lepas Pantai", "jp": "400", "month": "Mei 1999"}


def other_sums(paper):
    paper.words |= {"hours": "9999", "total_jp": "9999"}


def other_program_of_a_paper(paper):
    paper.words["certificates"][0]["program"] = "Insinyur Las Internasional"


def another_word(paper):
    paper.words["note"] = "Lulus dengan pujian"


def other_office(paper):
    paper.office = "BLK-LAIN"


def other_pdf(paper):
    paper.content = plain()
    paper.sha256 = sha256(paper.content).hexdigest()


def other_code(paper):
    paper.code = "A" * 26


def other_bytes(paper):
    paper.content = bytes(paper.content) + b"%"


def old(paper):
    paper.made_at -= holder_papers.FRESH + timedelta(seconds=1)


def of_tomorrow(paper):
    paper.made_at += timedelta(days=1)


def unlocked(paper):
    paper.enrollment.batch.sign_off.delete()


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        (other_name, ["holder"]),
        (other_issuer, ["issuer"]),
        (unit_not_passed, ["units"]),
        (no_unit, ["units"]),
        (paper_not_given, ["certificates"]),
        (other_title, ["title"]),
        (other_trade, ["trades"]),
        (other_unit_words, ["units"]),
        (other_sums, ["hours", "total_jp"]),
        (other_program_of_a_paper, ["certificates"]),
        (another_word, ["note"]),
        (other_office, ["nothing"]),
        (other_pdf, ["changed"]),
        (other_code, ["check"]),
        (other_bytes, ["changed"]),
        (old, ["old"]),
        (of_tomorrow, ["old"]),
        (unlocked, ["nothing"]),
    ],
)
def test_what_the_register_does_not_hold_is_not_sealed(place, signer, changed, codes):
    paper = made(place, staff(place.batch))
    changed(paper)
    paper.save()

    answer = sealed_by(signer, paper)

    assert answer == {"sealed": {}, "refused": {str(paper.public_id): codes}}
    assert paper.sealed_at is None


def test_without_its_key_nothing_is_sealed(place, key, tmp_path):
    paper = made(place, staff(place.batch))
    key_row = place.batch.training_center.seal_keys.get()
    signer = signer_process.Signer({}, {ME}, tmp_path / "seals.log")
    closed = sealed_by(signer, paper)
    key_row.state, key_row.ended_at = "retired", clock.now()
    key_row.save()

    name = str(paper.public_id)
    assert closed["refused"] == {name: ["closed"]}
    assert sealed_by(signer, paper)["refused"] == {name: ["no_key"]}


def test_a_row_that_the_signer_did_not_sign_counts_for_nothing(place, key, client, tmp_path):
    user = staff(place.batch)
    paper = made(place, user)
    paper.words["trades"] = ["Juru Las 6G Bersertifikat Internasional"]
    paper.seal_key, paper.sealed_at = place.batch.training_center.seal_keys.get(), clock.now()
    paper.save()

    assert certificate_check.look_up(paper.code) == certificate_check.look_up("7" * 26)
    assert sealed_passport.sealed(passport_of(user, place), place, by=user, today=TODAY) is None
    assert register_export.export(tmp_path / "register.sqlite3") == 1
    assert f"{paper}: the signer has not sealed these words" in list(file_examination.broken_seals())


def test_the_inside_has_its_own_sealed_by_the_same_rule(place, signer):
    inside = staff(place.batch, "training_officer")

    paper = made(place, inside)

    assert sealed_by(signer, paper)["sealed"] == {str(paper.public_id): paper.sha256}


def test_a_sealed_paper_never_changes(sealed):
    for change in (lambda: HolderPaper.objects.update(code="B" * 26), sealed.delete):
        with pytest.raises(DatabaseError, match="append"), transaction.atomic():
            change()


# The site


def test_without_a_key_of_seals_nothing_is_made(place):
    user = staff(place.batch)

    assert sealed_passport.have_sealed(passport_of(user, place), place, by=user, today=TODAY) is False
    assert not HolderPaper.objects.exists()


def test_what_waits_is_made_anew_and_what_is_sealed_is_kept(place, signer):
    user = staff(place.batch)
    first, second = made(place, user).public_id, made(place, user)
    sealed_by(signer, second)

    assert first != second.public_id
    assert made(place, user).public_id == second.public_id


@pytest.fixture
def of_before(place, signer):
    """A sealed paper of before the signer signed rows, whose words are found by a digest of themselves alone."""
    paper = made(place, staff(place.batch))
    sealed_by(signer, paper)
    told = passport_paper.told(passport_of(staff(place.batch), place), today=TODAY)
    release(connection, "certification_holderpaper")
    digest = sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    HolderPaper.objects.update(proof="", words_digest=digest)
    protect(connection, "certification_holderpaper", once="sealed_at")
    paper.refresh_from_db()
    return paper


def test_a_paper_sealed_before_rows_were_signed_is_sealed_again(place, signer, of_before, capsys):
    user = staff(place.batch)

    assert holder_papers.with_sealed([place.pk], by=user) == set()
    assert sealed_passport.have_sealed(passport_of(user, place), place, by=user, today=TODAY)
    new = HolderPaper.objects.exclude(pk=of_before.pk).get()
    sealed_by(signer, new)

    assert sealed_passport.sealed(passport_of(user, place), place, by=user, today=TODAY) == new
    assert holder_papers.with_sealed([place.pk], by=user) == {place.pk}
    assert list(file_examination.broken_seals()) == []
    call_command("verify_seals")
    assert f"{of_before}: sealed before the signer signed its words" in capsys.readouterr().out


def test_a_row_that_only_claims_its_seal_is_not_one_on_its_way(place, key):
    user = staff(place.batch)
    paper = made(place, user)
    paper.seal_key, paper.sealed_at, paper.proof = place.batch.training_center.seal_keys.get(), clock.now(), "00"
    paper.save()

    assert not sealed_passport.have_sealed(passport_of(user, place), place, by=user, today=TODAY)
    assert f"{paper}: the signer has not sealed these words" in list(file_examination.broken_seals())
    assert list(file_examination.sealed_before()) == []


def test_it_prints_sealed_where_the_signer_answers(
    place, signer, sign_in, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []

    def ask(public_id):
        asked.append(sealed_by(signer, HolderPaper.objects.get(public_id=public_id)))
        return True

    monkeypatch.setattr(signer_client, "ask_for_holder_paper", ask)
    client = sign_in(staff(place.batch))
    address = [reverse(f"outcomes:passport_{name}", args=[place.person.public_id]) for name in ("seal", "print")]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address[0])

    content = client.get(address[1]).content
    assert (answer.status_code, answer.url, len(asked)) == (302, address[1], 1)
    assert content == bytes(HolderPaper.objects.get().content)
    assert "bersegel integritas" in " ".join("".join(pages(content)).split())


def test_without_the_signer_it_prints_unsealed_and_says_so(place, key, sign_in, django_capture_on_commit_callbacks):
    client = sign_in(staff(place.batch))
    address = [reverse(f"outcomes:passport_{name}", args=[place.person.public_id]) for name in ("seal", "print")]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address[0])

    text = " ".join("".join(pages(client.get(address[1]).content)).split())
    signed = client.get(reverse("outcomes:passport_signed", args=[place.person.public_id]))

    assert UNSEALED in text
    assert (signed.status_code, "belum bersegel" in signed.content.decode()) == (422, True)


def test_list_leads_to_a_signed_file_only_where_the_office_has_one(place, sealed, sign_in):
    address = reverse("outcomes:passport_signed", args=[place.person.public_id])
    lists = {
        role: sign_in(staff(place.batch, role)).get(reverse("outcomes:passport_list")).content.decode()
        for role in ("placement_officer", "training_officer")
    }

    assert [address in lists[role] for role in ("placement_officer", "training_officer")] == [True, False]


def test_neither_office_sees_what_the_other_had_sealed(place, sealed, sign_in):
    inside = staff(place.batch, "training_officer")

    content = sign_in(inside).get(reverse("outcomes:passport_print", args=[place.person.public_id])).content

    assert UNSEALED in " ".join("".join(pages(content)).split())
    assert content != bytes(sealed.content)
    assert not AuditEvent.objects.filter(chain=inside.office_code, action__startswith="holder_paper").exists()


def test_a_later_month_or_another_unit_makes_another_paper(place, sealed):
    user = staff(place.batch)
    passport = passport_of(user, place)

    assert sealed_passport.sealed(passport, place, by=user, today=TODAY) == sealed
    assert sealed_passport.sealed(passport, place, by=user, today=TODAY + timedelta(days=40)) is None
    passport.units = passport.units[1:]
    assert sealed_passport.sealed(passport, place, by=user, today=TODAY) is None


# What others check


def test_the_check_page_knows_it_by_its_code_and_month(client, sealed):
    page = client.get(reverse("certification:check", args=[sealed.code])).content.decode()

    assert sealed.words["holder"]["name"] in page
    assert "Paspor keterampilan asli" in page
    assert sealed.sha256 in page
    assert "November 2026" in page
    assert not any(word in page.lower() for word in CUSTODY)
    assert "23 November" not in page.partition("</section>")[0].replace("Senin, 23 November", "")


def test_what_waits_for_its_seal_is_like_nothing(client, place, key):
    paper = made(place, staff(place.batch))
    unknown = client.get(reverse("certification:check", args=["7" * 26])).content.decode().replace("7" * 26, "")

    waiting = client.get(reverse("certification:check", args=[paper.code])).content.decode().replace(paper.code, "")

    assert waiting == unknown


def test_it_is_out_of_date_once_a_paper_on_it_is_not_in_force(sealed):
    assert certificate_check.look_up(sealed.code).holds

    Certificate.objects.filter(state="issued").update(
        state="revoked",
        revocation_category="error",
        revocation_reason="Salah cetak nama peserta",
        revocation_requested_at=clock.now(),
        revocation_requested_by=UserFactory(),
        revoked_at=clock.now(),
        revoked_by=UserFactory(),
    )

    found = certificate_check.look_up(sealed.code)
    assert (found.verdict, str(found.title)) == ("superseded", "Paspor keterampilan sudah tidak terbaru")


def test_the_exported_register_knows_it_too(sealed, tmp_path):
    assert register_export.export(tmp_path / "register.sqlite3") == 2

    with sqlite3.connect(tmp_path / "register.sqlite3") as file:
        place = sealed_records.place_of(sealed.code)
        ((content,),) = file.execute("SELECT content FROM record WHERE code_digest = ?", [place]).fetchall()
    assert finding_of(sealed_records.opened(sealed.code, content)).name == sealed.words["holder"]["name"]


def test_the_signed_file_says_the_same_and_names_the_pdf(place, sealed, sign_in, settings, tmp_path):
    settings.STATEMENT_KEY_DIR = tmp_path / "keys"
    client, address = sign_in(staff(place.batch)), reverse("outcomes:passport_signed", args=[place.person.public_id])
    without = client.get(address)
    key = statement_keys.new_key(place.batch.training_center)

    answer = client.get(address)

    told = tokens.read(answer.content.decode(), {key.kid: tokens.jwk(key)})
    assert (without.status_code, answer.status_code) == (422, 200)
    assert told["pdf_sha256"] == sha256(bytes(sealed.content)).hexdigest()
    assert [unit["code"] for unit in told["units"]] == [unit["code"] for unit in sealed.words["units"]]
    assert told["check"].endswith(f"/c/{sealed.code}/")
    assert not any(word in json.dumps(told).lower() for word in CUSTODY)
