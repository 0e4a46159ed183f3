"""People whose names hold a word of custody as a part get every paper, plain and stamped, and every proof."""

import json
import sqlite3
from contextlib import closing

import pytest
from django.urls import reverse
from hypothesis import assume, given

from certification.certificates import certificate_rendering, copies
from certification.papers import certificate_paper, statement_paper
from certification.papers.paper_neutrality import neutrality_reasons
from certification.verification import register_export, sealed_records, signed_facts, tokens
from core.errors import RuleViolation
from inmates.custody.custody_words import custody_words
from inmates.custody.telltale_words import telltale_words
from inmates.people.models import Person
from tests.certification.stamping.people import both, certificate
from tests.certification.verification.keys import issued_with_key, jwks, public_keys, readable
from tests.papers import missing_texts, pages, sample, strings
from tests.world.strategies import examples, names_with_words_of_custody

# A name of the world is no longer than its box, so one with a word in it may be; that is another reason.
SHORT = names_with_words_of_custody().filter(lambda name: len(name) <= 45)
NAMES = ("Rutanto", "NI WAYAN LAPASARI", "Wbpanto bin Warutan")


@examples()
@given(SHORT)
def test_every_such_name_may_stand_on_both_papers_as_holder_and_as_signatory(name):
    signatory = {"office": ["Kepala"], "name": name[:30], "number": ""}
    person = [{"label": "Nama", "value": name}]

    assert certificate_paper.check_printable(certificate(name, signatory=signatory, second=signatory)) == []
    assert statement_paper.check_printable(sample("statement", person=person, signatory=signatory)) == []


@examples()
@given(names_with_words_of_custody())
def test_no_such_name_may_stand_anywhere_else(name):
    assume(telltale_words(name))  # “Kerutan” is an ordinary word
    snapshot = certificate(name, foot=name, place_date=name, program={"name": name}, notes=["", name])

    reasons = neutrality_reasons(snapshot)

    assert [reason.startswith(f"“{name}” memuat kata") for reason in reasons] == [True] * 4


@pytest.mark.parametrize("name", NAMES)
def test_certificate_is_printed_alike_plain_and_stamped(name):
    snapshot = certificate(name)

    stamped, plain = both(snapshot)

    assert pages(stamped) == pages(plain)
    assert missing_texts(snapshot, " ".join(pages(stamped))) == []


@pytest.mark.parametrize("name", NAMES)
def test_statement_is_printed(name):
    snapshot = sample("statement", person=[{"label": "Nama", "value": name}])

    assert missing_texts(snapshot, " ".join(pages(statement_paper.render(snapshot)))) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_it_is_issued_filed_proven_shown_and_exported_and_only_the_name_holds_the_word(client, tmp_path, name):
    (issued,) = issued_with_key(name=name)
    assert Person.objects.get().full_name == name

    pdf = bytes(certificate_rendering.render(issued).content)
    issued.refresh_from_db()
    register_export.export(tmp_path / "register.sqlite3")
    with closing(sqlite3.connect(tmp_path / "register.sqlite3")) as file:
        ((exported,),) = file.execute("SELECT content FROM record")
    signed = signed_facts.printed_words(issued.snapshot)["check"]["signed"]
    said = {
        "file": strings(pdf) + " ".join(pages(pdf)) + copies.file_name(issued),
        "check page": client.get(reverse("certification:check", args=[issued.code])).content.decode(),
        "symbol": json.dumps(signed_facts.read(signed, public_keys())),
        "credential": json.dumps(tokens.read(issued.credential.token, jwks())),
        "register": json.dumps(sealed_records.opened(issued.code, exported), ensure_ascii=False),
    }

    assert {place: name in text for place, text in said.items()} == dict.fromkeys(said, True)
    assert custody_words([readable(text.replace(name, "")) for text in said.values()]) == []
    assert custody_words(signed) == []


@pytest.mark.django_db
def test_name_that_is_a_word_of_custody_is_still_refused():
    with pytest.raises(RuleViolation, match="Rutan Rantau") as refusal:
        issued_with_key(name="Rutan Rantau")

    assert "rutan" in str(refusal.value)
