"""What holds for every page: one heading, a language, nothing undefined, nothing foreign, nothing untranslated."""

import re
from collections import Counter

import pytest

from tests.access.pages import REFUSED_HERE
from tests.pages.rendered import pages_of_the_center, papers_of_the_center, public_pages
from tests.papers import texts

# The mark makes the database of the tests when this file runs alone; its pages are fetched once a run.
pytestmark = [pytest.mark.engines, pytest.mark.django_db]

# The most costs a profile: its timeline is told by four apps, each with statements of its own.
MOST_QUERIES = 16
# A certificate is shown to employers: nothing there may tell where its holder learned.
CUSTODY = re.compile(
    r"\b(rutan|lapas|wbp|warga binaan|tahanan|narapidana|nomor regis\w*|register [ab]|blok|custody|detention|person\w*"
    r"|pidana|terpidana|napi|penjara|pemasyarakatan|ekspirasi|remisi|tpp|sidang|pembebasan|perilaku|risiko"
    r"|paling cepat bebas|perkara)\b",
    re.IGNORECASE,
)


# What the training center reads all the same: that its partner is one.
# The second of two state budgets is named by who holds it.
GENERAL = re.compile(r"berada di rutan|rutan melihat|APBN, pemasyarakatan", re.IGNORECASE)
# The summary of errors takes one or the other, as its first line says.
EITHER = {"form", "errors"}


def faults(pages, fault):
    """What is wrong with which page; empty when nothing is."""
    return {f"{page.name} ({page.role})": found for page in pages if (found := fault(page))}


def test_every_page_answers(pages):
    assert len(pages) > 60
    assert faults(pages, lambda page: page.status != (422 if page.name in REFUSED_HERE else 200) and page.status) == {}


def test_every_page_has_one_heading_of_the_first_rank_and_a_language(pages):
    def fault(page):
        tags = Counter(tag for tag, _attributes in page.outline.tags)
        languages = [attributes.get("lang") for tag, attributes in page.outline.tags if tag == "html"]
        titles = re.findall(r"<title>\s*(.*?)\s*</title>", page.html, re.DOTALL)
        right = tags["h1"] == 1 and tags["main"] == 1 and languages == ["id"] and len(titles) == 1
        return not (right and not titles[0].startswith("–")) and (tags["h1"], tags["main"], languages, titles)

    assert faults(pages, fault) == {}


def test_no_id_stands_twice_and_every_label_has_its_field(pages):
    def fault(page):
        ids = Counter(page.outline.values("id"))
        twice = [name for name, count in ids.items() if count > 1]
        return twice + [name for name in page.outline.values("for") if name not in ids]

    assert faults(pages, fault) == {}


def test_nothing_is_asked_of_another_site_and_nothing_stands_inline(pages):
    def fault(page):
        foreign = [link for link in page.outline.values("src", "href", "action") if re.match(r"(https?:)?//", link)]
        inline = [name for _tag, attributes in page.outline.tags for name in attributes if name.startswith("on")]
        styles = page.outline.values("style")
        return foreign + inline + styles + page.outline.inline_code

    assert faults(pages, fault) == {}


def test_every_message_has_its_translation(pages):
    assert faults(pages, lambda page: sorted(page.untranslated)) == {}


def test_no_page_asks_the_database_too_often(pages):
    def fault(page):
        return len(page.queries) > MOST_QUERIES and len(page.queries)

    assert faults(pages, fault) == {}


def test_every_form_that_posts_can_be_sent_once_only(pages):
    """Of signed-in people: the token against strangers, and the one against a second submit.

    Forms of a certificate's holder have neither, or equal answers would differ; their own tests send them twice and
    from other sites. The check by number is public and changes nothing.
    """

    def fault(page):
        forms = re.findall(r'<form\b[^>]*method="post".*?</form>', page.html, re.DOTALL | re.IGNORECASE)
        # A search writes nothing.
        forms = [form for form in forms if 'name="mencari"' not in form]
        free = ("/keluar/", "/tampilan/")
        # The check of a file changes nothing, so sending it twice does no harm.
        signed_in = page.role and page.name != "certification:file_check"
        guarded = [form for form in forms if signed_in and not any(f'action="{path}"' in form for path in free)]
        tokenless = ('action="/pemegang/', 'action="/periksa/nomor/')
        forms = [form for form in forms if not any(address in form for address in tokenless)]
        return [form[:120] for form in forms if "csrfmiddlewaretoken" not in form] + [
            form[:120] for form in guarded if "idempotency_token" not in form
        ]

    assert faults(pages, fault) == {}


def test_no_variable_of_a_page_is_undefined(pages):
    assert faults(pages, lambda page: {name for name in page.undefined if name[1] not in EITHER}) == {}


@pytest.mark.once
@pytest.mark.usefixtures("_files_of_the_world")
def test_training_center_reads_nothing_of_custody(world, clients):
    """Neither its words nor its facts: numbers, block, dates, who suspended whom."""
    person = world.person
    secrets = [
        person.register_numbers.get().number,
        person.limiting_dates.get().date.strftime("%d/%m/%Y"),
        "Karutan",
        "6 Januari 2030",
        "6 Jan 2030",
    ]
    partner = re.compile(f"{re.escape(world.facility.name)}|{re.escape(world.facility.short_name)}")

    def fault(page):
        text = GENERAL.sub("", partner.sub("", page.outline.text))
        return [secret for secret in secrets if secret in page.html] + CUSTODY.findall(text)

    assert faults(pages_of_the_center(world, clients), fault) == {}


@pytest.mark.once
@pytest.mark.usefixtures("_files_of_the_world")
def test_papers_of_the_training_center_tell_nothing_of_custody(world, clients):
    partner = re.compile(f"{re.escape(world.facility.name)}|{re.escape(world.facility.short_name)}", re.IGNORECASE)
    found, papers = {}, 0
    for name, role, printed in papers_of_the_center(world, clients):
        papers += len(printed)
        words = CUSTODY.findall(partner.sub("", " ".join(text for data in printed for text in texts(data))))
        if words:
            found[f"{name} ({role})"] = words

    assert found == {}
    assert papers > 10


@pytest.mark.usefixtures("_files_of_the_world")
def test_public_pages_tell_nothing_of_custody(world):
    def fault(page):
        return CUSTODY.findall(page.html) + [
            name for name in (world.facility.name, "warga-binaan") if name in page.html
        ]

    assert faults(public_pages(world), fault) == {}
