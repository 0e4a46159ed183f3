from django.db import migrations

from core.append_only import protect

TABLES = (
    "programs_markrevision",
    "programs_missingtoolstep",
)


def protect_all(apps, editor):
    """Anew, since what protects a table has come to refuse that it is emptied at once."""
    for table in TABLES:
        protect(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("programs", "0034_who_kept_a_meeting_photo"), ("core", "0003_no_way_back")]

    operations = [migrations.RunPython(protect_all, migrations.RunPython.noop)]
