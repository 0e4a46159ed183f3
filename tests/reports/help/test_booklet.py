"""The booklet and its words: complete, with page numbers that lead there, and each office's own."""

import re

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse

from accounts.roles import Side
from reports.help.help_markup import Reader, drawn
from reports.help.help_texts import all_texts
from reports.help.terms import all_terms, terms_for
from tests.factories import UserFactory
from tests.pages.test_pages import CUSTODY


def test_booklet_of_a_reader_has_every_job_on_the_page_that_its_contents_name(db, sign_in):
    user = UserFactory(roles=["security_officer"])

    answer = sign_in(user).get(reverse("reports:help_booklet"))

    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.content)]
    titles = [*(text.title for text in all_texts() if text.is_for(user)), "Istilah"]
    # The numbers float beside their lines, and so are read before them.
    numbers = [int(number) for number in re.findall(r"^\d+", pages[1], re.MULTILINE)]
    assert [title for title, number in zip(titles, numbers, strict=True) if title not in pages[number - 1]] == []
    assert [title for title in titles if title not in pages[1]] == []
    assert user.office.name in pages[0]


def test_every_word_stands_in_the_glossary_of_the_code():
    text = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
    known = " ".join(line.split("|")[1] for line in text.splitlines() if line.startswith("|")).casefold()

    assert [term.word for term in all_terms() if term.word.casefold() not in known] == []
    assert len({term.key for term in all_terms()}) == len(all_terms())


@pytest.mark.parametrize("side", set(Side) - {Side.FACILITY})
def test_no_other_office_reads_the_words_of_custody(side):
    assert [term.word for term in terms_for(side) if CUSTODY.search(f"{term.word} {term.meaning}")] == []


def test_words_that_the_texts_explain_are_in_the_list():
    named = {key for text in all_texts() for key in re.findall(r"\]\(istilah:([^)]+)\)", text.body)}

    assert named <= {term.key for term in all_terms()}


def test_a_word_is_explained_once_and_by_keyboard_too():
    term = next(term for term in all_terms() if term.key == "penyelia")
    reader = Reader(terms={"istilah:penyelia": term})

    html = drawn("[Penyelia](istilah:penyelia) dan [penyelia](istilah:penyelia)", reader)

    assert html.count('role="tooltip"') == 1
    assert f'<a href="{term.address}" aria-describedby="istilah-penyelia">Penyelia</a>' in html
