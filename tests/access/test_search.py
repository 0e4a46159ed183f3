"""One search: what each role finds it may open, and of another office nobody finds anything."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from reports.search import finding
from reports.search.sources import SOURCES

pytestmark = pytest.mark.once


def searched(client, words):
    """The page that a search leads to, as a browser follows it."""
    answer = client.post(reverse("reports:search"), {"mencari": "1", "q": words}, follow=True)
    assert answer.status_code == 200
    return answer


def hits(answer):
    return [hit for group in answer.context["groups"] for hit in group.hits]


def words_of(world):
    """What somebody in these offices might search for."""
    return [
        world.person.full_name,
        world.enrollment.person.full_name,
        world.batch.name,
        world.program.name,
        world.tool.number,
        world.employer.name,
        world.issued.number_text,
    ]


@pytest.mark.parametrize("role", Role)
def test_whatever_is_found_may_be_opened(world, role):
    client = world.client_of(world.users[role])

    for words in words_of(world):
        for hit in hits(searched(client, words)):
            assert client.get(hit.address).status_code == 200, (words, hit)


@pytest.mark.parametrize("role", set(Role) - {Role.REGIONAL_VIEWER, Role.BAPAS_OFFICER})
def test_of_another_office_nothing_is_found(world, role):
    """Names of the two worlds differ in a number alone, so a find of a part of the words would be one of the own."""
    client, others = world.client_of(world.users[role]), world.other

    found = [hit for words in words_of(others) for hit in hits(searched(client, words))]

    theirs = {str(one.public_id) for one in (others.person, others.batch, others.program, others.tool, others.employer)}
    assert [hit for hit in found if theirs.intersection(hit.address.split("/"))] == []


def test_every_source_finds_something_for_somebody(world):
    found = set()
    for user in world.users.values():
        for words in words_of(world):
            found |= {str(group.title) for group in finding.find(words, by=user, mark="")}

    # The world has nobody who left.
    assert {str(source.title) for source in SOURCES} - found == {"Yang sudah keluar"}
