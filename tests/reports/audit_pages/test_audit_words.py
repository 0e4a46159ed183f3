"""Every act and every reading that the code records can be told in words."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from reports.audit_pages import audit_words

APPS = ("accounts", "core", "inmates", "programs", "certification", "reports", "rutan_blk")
SOURCE = "\n".join(path.read_text() for app in APPS for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")))
# Given to the audit itself, or handed on to whatever records it.
ACTIONS = sorted(set(re.findall(r'(?:audit\.record(?:_each)?\(\s*|action=)"([a-z_]+\.[a-z_]+)"', SOURCE)))
KINDS = sorted(set(re.findall(r'access\.log(?:_each)?\(\s*[\w.]+,\s*"([^"]+)"', SOURCE)))
READINGS = sorted(set(re.findall(r'access\.log(?:_each)?\([^)]*what="([^"{]+)"', SOURCE)))


def test_the_search_finds_acts_and_readings():
    assert {"programs.knownabsence", "fairness"} <= set(KINDS)
    assert {"application.decide", "certificate.issue"} <= set(ACTIONS)
    assert {"ranking of candidates", "needs and selection"} <= set(READINGS)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_act_has_words(action):
    noun, verb = action.split(".")

    assert (noun in audit_words.NOUNS, verb in audit_words.VERBS) == (True, True)


@pytest.mark.parametrize("subject", READINGS)
def test_every_reading_has_words(subject):
    assert subject in audit_words.SEEN


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_that_is_read_has_words(kind):
    code = kind.rpartition(".")[2]

    assert code in audit_words.MODELS or code in audit_words.NOUNS


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_say_of_what_and_as_what(kind):
    assert audit_words.seen(f"fairness as {kind}") == f"Pemerataan ({kind})"


def test_words_reach_the_page_by_tags():
    page = Template(
        "{% load audits %}{{ 'entry_rules.put_in_force'|act }} / {{ 'agenda of the hearing'|seen }} / "
        "{% audit_record 'programs.entryruleset' '5' %}"
    )

    assert page.render(Context()) == "Syarat: diberlakukan / Bahan sidang TPP / Syarat no. 5"
