from django.db import migrations

from core.append_only import protect_until_destroyed, release

TABLES = ("reports_yearreport", "reports_yearreportplace", "reports_yearreportapproval")


def protect_reports(apps, editor):
    for table in TABLES:
        protect_until_destroyed(editor.connection, table)


def release_reports(apps, editor):
    for table in TABLES:
        release(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("reports", "0019_year_report"), ("core", "0011_digests_by_index")]

    operations = [migrations.RunPython(protect_reports, release_reports)]
