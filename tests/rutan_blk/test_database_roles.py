"""What the site's own role of PostgreSQL can no longer do, and that the work goes on under it."""

import io
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from core import access, audit
from core.models import AccessLogEntry, AuditChain, AuditEvent
from programs.attendance.models.marks import Mark, MarkRevision
from programs.batches.models import BatchStaff
from rutan_blk import database_roles, readiness
from rutan_blk.database_roles import Part
from tests.conftest import PROTECTED, UNTIL_DESTROYED
from tests.factories import EnrollmentFactory, PersonFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.postgres
PASSWORD = "perahu kayu ulin 12"
NAMES = database_roles.role_names("terampil_tests")


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def roles():
    """The roles, made by the command in the transaction of the test; whatever it became, the test is itself again."""
    call_command("database_roles", execute=True, prefix="terampil_tests", stdout=io.StringIO())
    yield NAMES
    execute("RESET ROLE")


def become(part):
    execute(f"SET ROLE {NAMES[part]}")


def refusal(statement):
    """What the database answers; empty if it does as it is told."""
    try:
        with transaction.atomic():
            execute(statement)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


ACTS = ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE")
# Rows that have served their time go, once their digests are kept; the next tests are about the others.
GOES = [(table, "DELETE FROM {}") for table in ("core_accesslogentry", *UNTIL_DESTROYED)]


@on_postgresql
@pytest.mark.parametrize(("table", "act"), [pair for pair in product(PROTECTED, ACTS) if pair not in GOES])
def test_the_site_takes_nothing_away_from_what_only_grows(roles, table, act):
    become(Part.SITE)

    assert refusal(act.format(table)).startswith(f"permission denied for table {table}")
    assert refusal(f"SELECT id FROM {table} LIMIT 1") == ""


@on_postgresql
def test_the_site_deletes_no_reading_whose_digest_is_not_kept(roles):
    access.log(access.Kind.VIEW, PersonFactory(), by=UserFactory(), what="list")
    become(Part.SITE)

    assert refusal("DELETE FROM core_accesslogentry") != ""
    assert AccessLogEntry.objects.count() == 1


@on_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE core_auditevent DISABLE TRIGGER ALL",
        "DROP TRIGGER core_auditevent_append_only ON core_auditevent",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "DROP TABLE core_auditevent CASCADE",
        "ALTER TABLE inmates_person ADD COLUMN more text",
        "CREATE TABLE more (id int)",
        "TRUNCATE inmates_person CASCADE",
        "DELETE FROM core_auditchain",
        "UPDATE core_auditchain SET length = 0, head = ''",
        "DELETE FROM django_migrations",
        "DELETE FROM accounts_separateroles",
        "INSERT INTO auth_group (name) VALUES ('x')",
        "UPDATE certification_sealkey SET state = 'retired', ended_at = now()",
        "SELECT setval('core_auditevent_id_seq', 1)",
        "SET session_replication_role = replica",
        "CREATE ROLE another",
    ],
)
def test_the_site_changes_no_form_and_no_head(roles, statement):
    audit.record("office.change", by=None)
    become(Part.SITE)

    assert any(words in refusal(statement) for words in ("permission denied", "must be owner", "only goes forward"))


@on_postgresql
def test_a_roll_is_saved_by_the_site(roles, client):
    """From the sign-in to the marks: sessions, limits, locks, marks with their revisions, audit, access log."""
    session = SessionFactory(batch__name="Las 4/2026")
    teacher = session.instructor
    teacher.set_password(PASSWORD)
    teacher.save()
    BatchStaff.objects.create(batch=session.batch, user=teacher, duty="instructor")
    people = EnrollmentFactory.create_batch(3, batch=session.batch)
    address = reverse("programs:session_roll", args=[session.public_id])
    become(Part.SITE)

    signed_in = client.post(reverse("accounts:sign_in"), {"username": teacher.username, "password": PASSWORD})
    page = client.get(address)
    keys = [one.public_id for one in people]
    data = {f"{name}-{key}": value for key in keys for name, value in (("status", "present"), ("seen", "|0|"))}
    data |= {f"version-{key}": "0" for key in keys}
    saved = client.post(reverse("programs:roll_save", args=[session.public_id]), data)

    assert [signed_in.status_code, page.status_code, saved.status_code] == [302, 200, 302]
    assert (Mark.objects.count(), MarkRevision.objects.count()) == (3, 3)
    assert (
        AuditEvent.objects.filter(chain=teacher.office_code).count()
        == AuditChain.objects.get(name=teacher.office_code).length
    )
    assert set(AccessLogEntry.objects.latest("pk").people) == {one.person_id for one in people}
    assert list(audit.broken_links()) == []


@on_postgresql
@pytest.mark.parametrize("part", [Part.READER, Part.BACKUP])
def test_readers_and_backup_write_nothing(roles, part):
    become(part)

    assert refusal("SELECT count(*) FROM inmates_person") == ""
    assert "permission denied" in refusal("INSERT INTO core_auditchain (name, length, head) VALUES ('x', 0, '')")
    assert "permission denied" in refusal("UPDATE inmates_person SET full_name = 'x'")


@on_postgresql
def test_readers_see_no_sign_in_and_no_password(roles):
    become(Part.READER)

    assert "permission denied" in refusal("SELECT * FROM django_session")
    assert "permission denied" in refusal("SELECT password FROM accounts_user")
    assert refusal("SELECT username, full_name FROM accounts_user") == ""


@on_postgresql
def test_the_backup_reads_everything(roles):
    become(Part.BACKUP)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)

    assert [table for table in tables if refusal(f'SELECT 1 FROM "{table}" LIMIT 1')] == []
    assert refusal("SELECT last_value FROM core_auditevent_id_seq") == ""


@on_postgresql
def test_the_command_can_be_run_again_and_prints_what_it_would_do(roles):
    said = io.StringIO()

    call_command("database_roles", execute=True, prefix="terampil_tests", stdout=io.StringIO())
    call_command("database_roles", prefix="terampil_tests", stdout=said)

    assert 'REVOKE UPDATE, DELETE ON "core_auditevent" FROM "terampil_tests_site";' in said.getvalue()
    assert said.getvalue().count("CREATE ROLE") == 3


@on_postgresql
def test_who_may_not_make_roles_is_told_and_changes_nothing(roles):
    become(Part.SITE)

    with pytest.raises(CommandError, match="Nothing was changed: permission denied"):
        call_command("database_roles", execute=True, prefix="terampil_others")


@on_postgresql
def test_a_site_that_owns_its_tables_is_warned(roles, monkeypatch):
    # It would end the transaction of the test, and the role with it.
    monkeypatch.setattr(connection, "close", lambda: None)
    owner = list(readiness.warnings())
    become(Part.SITE)

    assert ["boleh menulis ulang jejak audit" in warning for warning in owner] == [True]
    assert list(readiness.warnings()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="said on SQLite")
def test_sqlite_has_no_roles():
    with pytest.raises(CommandError, match="SQLite has no roles"):
        call_command("database_roles")

    assert database_roles.may_rewrite(connection) == []
