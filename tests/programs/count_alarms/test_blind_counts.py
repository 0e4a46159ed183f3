"""While two sides count, neither finds the other's figure on any page, in any file, before it has counted itself."""

import pytest
from django.http import HttpResponseBase
from django.urls import reverse

from programs.batches.models import BatchStaff
from programs.head_counts import count_records
from tests.access.pages import patterns
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory, count_heads
from tests.papers import pages as paper_pages
from tests.programs.count_alarms.test_count_pages import names

pytestmark = pytest.mark.django_db
# A figure that stands on a page by chance as good as never.
FIGURE = 947


@pytest.fixture
def session():
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    EnrollmentFactory(batch=session.batch)
    return session


def reader_of(session, role):
    """Somebody of this role who counts at the session."""
    office = {
        "security_officer": {"facility": session.batch.facility},
        "training_officer": {"facility": session.batch.facility},
        "blk_coordinator": {"training_center": session.batch.training_center},
    }
    return UserFactory(roles=[role], **office[role]) if role in office else session.instructor


def addresses(session):
    """Home, own account, and every address of `programs` without arguments or about the session or its batch."""
    for name, pattern in patterns():
        if name.startswith("programs:") or name in ("reports:home", "accounts:account"):
            if not pattern.pattern.converters:
                yield reverse(name)
            elif set(pattern.pattern.converters) == {"public_id"}:
                yield from (reverse(name, args=[thing.public_id]) for thing in (session, session.batch))


def words_of(answer: HttpResponseBase) -> str:
    content = answer.getvalue()
    if answer.get("Content-Type", "").startswith("application/pdf"):
        return " ".join(paper_pages(content))
    return content.decode(errors="replace")


@pytest.mark.once
@pytest.mark.parametrize(
    ("point", "role"),
    [
        ("left_block", "instructor"),
        pytest.param("left_block", "training_officer", marks=pytest.mark.nightly),
        pytest.param("left_block", "blk_coordinator", marks=pytest.mark.nightly),
        ("arrived", "security_officer"),
    ],
)
def test_figure_of_one_side_stands_nowhere_for_the_other(session, sign_in, point, role):
    others = [one for one in ("left_block", "arrived", "left_workshop", "back_in_block") if one != point]
    count_heads(session, 0, leave_out=(point, *others), **{point: FIGURE})
    client = sign_in(reader_of(session, role))

    answers = {address: client.get(address) for address in addresses(session)}

    read = {address: words_of(answer) for address, answer in answers.items() if answer.status_code == 200}
    assert [address for address, words in read.items() if names(words, FIGURE)] == []
    assert reverse("programs:count_session", args=[session.public_id]) in read
    assert count_records.figures(session) == {point: FIGURE}
