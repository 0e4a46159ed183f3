"""A number on a home page opens the list of exactly what it counts: for each role, today and when things are late."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.roles import Role
from core import clock
from reports.subject_file.models import SubjectRequest
from tests.conftest import MONDAY
from tests.factories import ToolFactory
from tests.factories.outside import candidate, outside_test
from tests.pages.rendered import quick_world

pytestmark = pytest.mark.engines

ONE_RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with quick_world(django_db_blocker) as world:
        yield world


def counted(home):
    """Each line of a home page that opens a list: its words, the number in them, where it leads."""
    lines = [(task.title, task.url) for task in home.context["tasks"]]
    lines += [(f"{one['number']} {one['label']}", one["url"]) for one in home.context.get("certificate_counts") or []]
    for words, url in lines:
        if not ONE_RECORD.search(url):
            yield words, int(re.search(r"\d+", words)[0]), url


@pytest.mark.django_db
def rows_shown(context):
    """Of a list its rows; the calls of a day show one person and count the others."""
    if "coming_in_all" in context:
        return context["coming_in_all"] + bool(context["wave"])
    if "page" in context:
        return len(context["page"].rows)
    return len(next(context[name] for name in ("accounts", "told", "wanted", "lines") if name in context))


@pytest.mark.parametrize(
    "later",
    [timedelta(), pytest.param(timedelta(days=4), marks=pytest.mark.once), timedelta(days=120)],
    ids=["today", "4 days", "120 days"],
)
def test_every_number_of_every_home_opens_the_rows_that_it_counts(world, settings, later):
    settings.MEDIA_ROOT = world.media
    # Beside what is counted some of the same kind that is not: a tool in its place, a test of a few days ago.
    ToolFactory(session=world.session)
    answered = SubjectRequest.objects.get(pk=world.subject_request.pk)
    answered.pk, answered.public_id = None, uuid4()
    answered.answered_at, answered.answered_by = MONDAY, world.users[Role.AUDITOR]
    answered.save()
    candidate(outside_test(world.center, held_on=(MONDAY + later).date() - timedelta(days=2)), batch=world.finished)
    wrong, asked = [], set()
    with clock.moved_to(MONDAY + later):
        for role, user in world.users.items():
            client = world.client_of(user)
            for words, number, url in counted(client.get("/")):
                rows = rows_shown(client.get(url).context)
                asked.add(url)
                if rows != min(number, 30):
                    wrong.append(f"{role}: {words}: {url} has {rows}")

    assert (wrong, len(asked) > 10) == ([], True)
