from django.db import migrations

from core.append_only import protect, release

TABLE = "outcomes_outcomereport"


def protect_reports(apps, editor):
    protect(editor.connection, TABLE)


def release_reports(apps, editor):
    release(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0005_outcome_report")]

    operations = [migrations.RunPython(protect_reports, release_reports)]
