import pytest

from programs.batches.models import BatchStaff
from programs.journal import journal_entries
from reports.home.work_list import tasks_for
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db


def journal_tasks(user):
    return [(task.title, task.url) for task in tasks_for(user) if task.icon_name == "book-open"]


def test_a_page_to_be_written_waits_for_whoever_taught_and_goes_when_it_is_written():
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    # A colleague's session of the same batch is not the reader's to write.
    SessionFactory(batch=session.batch, date=session.date.replace(day=20))
    assert journal_tasks(session.instructor) == [("1 halaman jurnal mengajar belum diisi", "/jurnal/")]

    journal_entries.write(session, by=session.instructor, material="Las sudut")

    assert journal_tasks(session.instructor) == []
