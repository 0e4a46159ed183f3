from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

# Rooms are free text, written by different people: capitals and spaces make no other room (as in `timetable.clashes`).
SAME_ROOM = r"lower(regexp_replace(btrim(room), '\s+', ' ', 'g'))"
TIMES = "tstzrange(starts_at, ends_at)"
DAYS = "daterange(from_date, until, '[]')"
CONSTRAINTS = (
    ("programs_session", "session_instructor_is_in_one_place", f"instructor_id WITH =, {TIMES} WITH &&"),
    ("programs_session", "session_room_is_taken_once", f"facility_id WITH =, {SAME_ROOM} WITH =, {TIMES} WITH &&"),
    ("programs_session", "session_batch_is_in_one_place", f"batch_id WITH =, {TIMES} WITH &&"),
    ("programs_weekpattern", "week_pattern_days_do_not_overlap", f"batch_id WITH =, {DAYS} WITH &&"),
)
WHICH = {"programs_session": "state <> 'cancelled'", "programs_weekpattern": "from_date IS NOT NULL"}


def exclude(apps, editor):
    """SQLite knows no exclusion; there the rules hold it alone, behind its one writer."""
    if editor.connection.vendor != "postgresql":
        return
    for table, name, parts in CONSTRAINTS:
        # Asked at the end of each statement: a schedule that moves as a whole overlaps itself on the way.
        editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({parts}) "
            f"WHERE ({WHICH[table]}) DEFERRABLE INITIALLY IMMEDIATE"
        )


def allow(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    for table, name, _parts in CONSTRAINTS:
        editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_append_only")]

    operations = [BtreeGistExtension(), migrations.RunPython(exclude, allow)]
