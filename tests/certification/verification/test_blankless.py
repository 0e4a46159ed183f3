"""Names and programs as they are written, at both places where a letter can come to stand."""

import json
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from certification.verification import base45, blankless, signed_facts
from core.errors import RuleViolation
from inmates.custody.custody_words import CUSTODY_WORDS, custody_words
from tests.papers import sample

KID, PLACE = "0123ABCD", ("Q5NRFBFYH5", 4711)
NAMES = (
    "Dedi",
    "Dedy Kurniawan",
    "Ahmed",
    "Freddy",
    "Wahedi",
    "Supedi",
    "Ahmed Supedi Dedi",
    "Dedi Ahmed Wahedi Fredy",
)
PROGRAMS = ("Servis Sepeda Motor", "Perawatan Sepeda dan Sepeda Motor", "Pengelasan SMAW 3G")
SYLLABLES = (
    "a",
    "ed",
    "de",
    "di",
    "dy",
    "ah",
    "mad",
    "med",
    "sup",
    "wah",
    "fr",
    "ri",
    "ni",
    "mM",
    "u6",
    "]{",
    "’",
    "é",
    "ë",
    "ǘ",
    "慥",
    "\U0001f600",
    '"',
    "\\",
    "/",
    ".",
    " ",
    " ",
    "bin ",
    "M. ",
    "H. ",
    "S.Pd.",
    "Sepeda ",
)
MANY = int(os.environ.get("MANY_NAMES", "3000"))


def words(name, program="Pengelasan SMAW 3G"):
    found = sample("certificate", issued_on="2026-09-18")
    return {**found, "holder": {**found["holder"], "name": name}, "program": {**found["program"], "name": program}}


def text_of(name, program, index=PLACE[1]):
    claims = signed_facts.claims_of(words(name, program), kid=KID, place=(PLACE[0], index))
    return signed_facts._text(claims, lambda _content: bytes(64))


def facts_in(text):
    return json.loads(base45.decode(text.removeprefix("T1:"))[64:])


def invented(dice):
    return "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(1, 14))).strip() or "Dedi"


def test_pairs_are_all_that_base_45_writes_with_two_blanks():
    pairs = {number.to_bytes(2, "big") for number in range(1 << 16)}

    assert {pair for pair in pairs if "  " in base45.encode(pair)} == blankless.PAIRS
    assert not [one for one in range(256) if " " in base45.encode(bytes([one]))[1:]]


@pytest.mark.parametrize("index", [7, 42])
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", NAMES)
def test_names_with_ed_are_written_at_either_place(name, program, index):
    text = text_of(name, program, index)

    assert "  " not in text
    assert facts_in(text)[:6] == [KID, PLACE[0], index, sample("certificate")["number"], name, program]


def test_facts_without_such_a_pair_are_written_as_before():
    facts = ["K", "L", 1, 'Muhammad "Noor" Á', 5]

    assert blankless.written(facts) == json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def test_one_blank_is_shorter_than_a_spelled_out_letter():
    assert blankless.written([1, "ed"]) == b'[1, "ed"]'
    assert blankless.written([10, "ed"]) == b'[10,"ed"]'
    assert len(blankless.written([1, "Dedi Ahmed"])) == len(b'[1,"Dedi Ahmed"]') + 5


@given(some.lists(some.text(some.characters(codec="utf-8"), max_size=40) | some.integers(0, 10**8), max_size=8))
def test_what_is_written_reads_the_same(facts):
    for shift in (False, True):
        for only_ascii in (False, True):
            content = blankless.written(facts, shift=shift, only_ascii=only_ascii)

            assert content is not None
            assert not blankless.has_pair(content)
            assert json.loads(content) == facts


def test_invented_names_are_written_and_never_longer_than_measured():
    dice = random.Random(20261129)
    for _ in range(MANY):
        name, program, index = invented(dice), invented(dice), dice.randrange(131_072)

        text = text_of(name, program, index)

        assert text == " ".join(text.split())
        assert custody_words(text) == []
        assert facts_in(text)[4:6] == [name, program]
        assert len(text) <= len(signed_facts.draft(words(name, program))["check"]["signed"]), (name, program, index)


def test_ascii_cannot_spell_a_word_of_custody():
    pairs = [bytes([first, second]) for first in range(32, 127) for second in range(32, 127)]
    # Of three letters in a row the third is one of these; each word has one too many at whatever place it begins.
    thirds = {base45.encode(pair)[2] for pair in pairs}
    halves = {base45.encode(pair)[1:] for pair in pairs}

    assert thirds == set("456789ABCDEF")
    whole = {base45.encode(pair) for pair in pairs}
    for word in CUSTODY_WORDS:
        letters = word.upper()
        at_once = [letters[:skip] for skip in range(3)]
        assert not any(_is_spelled(letters, len(head), whole, halves) for head in at_once), word


def _is_spelled(letters, skip, whole, halves):
    """Whether the word, whose first `skip` letters end a triple, can be continued by whole triples."""
    if skip == 1 and letters[0] not in "456789ABCDEF":
        return False
    if skip == 2 and letters[:2] not in halves:
        return False
    rest = letters[skip:]
    threes = [rest[at : at + 3] for at in range(0, len(rest), 3)]
    return all(any(one.startswith(three) for one in whole) for three in threes)


def test_word_of_custody_in_a_name_of_other_letters_is_spelled_out():
    name = "med.diH. \\ǘSepeda"
    texts = [text_of(head + name, "Las") for head in ("", "a")]

    assert [facts_in(text)[4] for text in texts] == [name, "a" + name]
    assert [custody_words(text) for text in texts] == [[], []]
    # At one of both places the letter itself would spell it.
    assert any("\\u01d8" in base45.decode(text[3:])[64:].decode() for text in texts)


def test_facts_that_spell_a_word_themselves_are_signed_a_few_times_only():
    asked = []

    def sign(content):
        asked.append(content)
        return bytes(64)

    for index in range(40):
        claims = signed_facts.claims_of(words("med.diH. \\ǘSepeda"), kid=KID, place=(PLACE[0], index))
        asked.clear()
        signed_facts._text(claims, sign)

        # A number of one digit, one of two digits, and ASCII.
        assert len(asked) in (1, 3), index


def test_signatures_that_always_spell_a_word_are_refused_after_the_last_step():
    word, asked = base45.decode("WBP"), []

    def sign(content):
        asked.append(content)
        return word + bytes(62)

    with pytest.raises(RuleViolation) as refused:
        signed_facts._text(signed_facts.claims_of(words("Dedi"), kid=KID, place=PLACE), sign)

    assert [reason.code for reason in refused.value.reasons] == ["facts_text"]
    assert len(asked) == len(set(asked)) == 2 * signed_facts.NUMBERS
