"""What the pages of help say is so: they exist for each page, name what stands on it, and tell no office too much."""

import re

import pytest
from django.urls import get_resolver
from django.utils import translation

from accounts.models import User
from accounts.roles import SIDES, Role, Side
from reports.help import help_texts
from reports.help.help_texts import all_texts, text_of_page
from reports.home import menu
from rutan_blk.permissions_page import pages
from tests.pages.test_pages import CUSTODY
from tests.pages.test_words import BANNED, OF_CUSTODY, sentences

TEXTS = pytest.mark.parametrize("text", all_texts(), ids=lambda text: text.key)
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)]+)\)")
# A probation office reads in its own words whose clients its people are.
OTHER_SIDES = [role for role in Role if SIDES[role] not in (Side.FACILITY, Side.PROBATION)]


def reader(*roles):
    user = User()
    user.role_names = frozenset(roles)
    return user


@pytest.fixture(scope="module")
def labels():
    """Everything that stands on a page in Indonesian, as whole sentences of the catalogue."""
    return set(sentences())


@pytest.mark.parametrize("role", Role)
def test_every_page_of_the_menu_has_its_help(role):
    user = reader(role.value)

    assert [entry.page for entry in menu.entries_of(user) if not text_of_page(entry.page, user)] == []


@TEXTS
def test_whatever_is_bold_stands_on_a_page(text, labels):
    assert [name for name in re.findall(r"\*\*([^*]+)\*\*", text.body) if name not in labels] == []


@TEXTS
def test_links_bear_the_name_of_the_page_they_lead_to(text):
    keys = {f"bantuan:{one.key}" for one in all_texts()} | {"akun"}
    with translation.override("id"):
        names = {entry.page: str(entry.label) for _key, _title, entries in menu.GROUPS for entry in entries}

    links = [(name, to) for name, to in LINK.findall(text.body) if not to.startswith("istilah:")]

    assert [(name, to) for name, to in links if to not in keys and names.get(to) != name] == []


@TEXTS
def test_the_pages_it_opens_from_exist(text):
    views = {page.name for page in pages(get_resolver())}

    assert [page for page in text.pages if page not in views] == []


@TEXTS
def test_it_keeps_to_the_word_list(text):
    found = [
        f"{word}: {match[0]}"
        for word, (pattern, meant) in BANNED.items()
        if (
            match := re.search(
                pattern, re.sub("|".join(meant) or "^$", "", text.body, flags=re.IGNORECASE), re.IGNORECASE
            )
        )
    ]

    assert found == []


@pytest.mark.parametrize("role", OTHER_SIDES)
def test_no_other_office_reads_a_word_of_custody(role):
    mine = [text for text in all_texts() if text.is_for(reader(role.value))]

    found = {
        text.key: words
        for text in mine
        if (words := [*CUSTODY.findall(text.search_words), *OF_CUSTODY.findall(text.search_words)])
    }

    assert mine
    assert found == {}


def test_words_find_the_page_that_has_them_in_its_title_first():
    found = help_texts.sought("Hitung orang", reader("security_officer"))

    assert found[0].key == "hitungan-orang"
    assert "hitungan-orang" not in {text.key for text in help_texts.sought("hitung", reader("placement_officer"))}
