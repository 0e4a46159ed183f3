from django.db import migrations, models
from django.db.models import Q

# As in 0003: rooms are free text, and capitals and spaces make no other room.
SAME_ROOM = r"lower(regexp_replace(btrim(room), '\s+', ' ', 'g'))"
NAME = "session_room_of_center_is_taken_once"


def exclude(apps, editor):
    """SQLite knows no exclusion; there the rules hold it alone, behind its one writer."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"ALTER TABLE programs_session ADD CONSTRAINT {NAME} EXCLUDE USING gist "
            f"(premises_id WITH =, {SAME_ROOM} WITH =, tstzrange(starts_at, ends_at) WITH &&) "
            "WHERE (state <> 'cancelled') DEFERRABLE INITIALLY IMMEDIATE"
        )


def allow(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE programs_session DROP CONSTRAINT {NAME}")


class Migration(migrations.Migration):
    dependencies = [("programs", "0027_houses_of_public_classes")]

    operations = [
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=Q(facility__isnull=False, premises__isnull=True)
                | Q(facility__isnull=True, premises__isnull=False),
                name="session_is_held_in_one_house",
            ),
        ),
        migrations.RunPython(exclude, allow),
    ]
