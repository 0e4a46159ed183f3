from django.db import migrations

from core.append_only import protect, protect_until_destroyed, release

TABLES = ("programs_markrevision", "programs_missingtoolstep")
KEPT = "programs_kepthours"


def let_served_rows_go(apps, editor):
    protect(editor.connection, KEPT)
    for table in TABLES:
        protect_until_destroyed(editor.connection, table)


def keep_all(apps, editor):
    release(editor.connection, KEPT)
    for table in TABLES:
        protect(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("programs", "0041_hours_that_stay"), ("core", "0010_digests_stay")]

    operations = [migrations.RunPython(let_served_rows_go, keep_all)]
