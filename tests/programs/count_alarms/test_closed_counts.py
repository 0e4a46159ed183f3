"""A session that is closed and still counted: what each side reads of the other's figures."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from programs.attendance import mark_changes, session_closing
from programs.count_alarms import count_alarms
from programs.head_counts import count_records
from programs.timetable.models.sessions import Session
from tests.factories import count_heads
from tests.html import compact

pytestmark = pytest.mark.django_db
REASON = "Satu orang dijemput penyidik dari bengkel"


@pytest.fixture
def closed(session, officer, count):
    """A supervisor closes the session while three people are at the workshop."""
    count(left_block=3, arrived=3)
    for place in session.batch.enrollments.all():
        mark_changes.mark(session, place, by=session.instructor, status="present")
    with clock.moved_to(session.ends_at - timedelta(minutes=30)):
        session_closing.finalize(session, by=officer, reason=REASON, ended_at=clock.now())
    session.refresh_from_db()
    return session


def chain_on(client, session):
    """The four numbers as the page of the counts shows them beside each other."""
    page = client.get(reverse("programs:count_session", args=[session.public_id])).content.decode()
    return "–".join(re.findall(r'class="chain__n">(?:<span[^>]*>)?(.*?)<', compact(page)))


def listed(client):
    """The four numbers of the only session on the list of counts, open or past."""
    pages = [client.get(reverse("programs:count_list"), {"view": view}).content.decode() for view in ("", "past")]
    return [figures for page in pages for figures in re.findall(r'task__note">([\d–…]+)<', compact(page))]


@pytest.mark.parametrize("is_explained", [False, True])
@pytest.mark.parametrize("first", ["left_workshop", "back_in_block"])
def test_the_second_side_of_a_closed_session_reads_the_figure_after_its_own(
    closed, count, head, guard, sign_in, first, is_explained
):
    reader, own = (guard, "back_in_block") if first == "left_workshop" else (closed.instructor, "left_workshop")
    client = sign_in(reader)
    with clock.moved_to(closed.ends_at):
        if is_explained:
            count_alarms.explain(closed, by=head, reason=REASON, is_sure=True)
        count(**{first: 3})
        hidden = (listed(client), chain_on(client, closed))
        count(**{own: 3})
        shown = (listed(client), chain_on(client, closed))

    assert (hidden, shown) == ((["3–3–…–…"], "3–3–…–…"), (["3–3–3–3"], "3–3–3–3"))


def heads_on_roll(client, session):
    page = compact(client.get(reverse("programs:session_roll", args=[session.public_id])).content.decode())
    return re.findall(r"<p>Hitungan orang: (.*?)</p>", page)


def test_the_roll_of_a_closed_session_hides_the_figure_of_the_block_too(closed, count, sign_in):
    client = sign_in(closed.instructor)
    with clock.moved_to(closed.ends_at):
        count(back_in_block=3)
        hidden = heads_on_roll(client, closed)
        count(left_workshop=3)
        shown = heads_on_roll(client, closed)

    there = "Berangkat 3, Tiba di bengkel 3"
    assert (hidden, shown) == ([there], [f"{there}, Keluar bengkel 3, Tiba kembali 3"])


@pytest.mark.parametrize(
    ("days", "figures"),
    [(0, {"arrived": 3}), (1, {"arrived": 3, "left_workshop": 3})],
)
def test_closed_a_way_that_nobody_counts_any_more_is_no_secret(session, guard, days, figures):
    count_heads(session, 3, leave_out=("left_block", "back_in_block"))
    Session.objects.filter(pk=session.pk).update(
        state="finalized", finalized_by=session.instructor, finalized_at=session.ends_at
    )
    session.refresh_from_db()

    with clock.moved_to(session.ends_at + timedelta(days=days)):
        assert count_records.figures_for(session, guard) == figures
