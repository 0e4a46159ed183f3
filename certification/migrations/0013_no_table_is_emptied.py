from django.db import migrations

from core.append_only import protect

TABLES = (
    "certification_addendum",
    "certification_certificatefile",
    "certification_credential",
    "certification_officialfile",
    "certification_personsignoff",
    "certification_practicemark",
)


def protect_all(apps, editor):
    """Anew, since what protects a table has come to refuse that it is emptied at once."""
    for table in TABLES:
        protect(editor.connection, table)
    protect(editor.connection, "certification_certificatetemplate", once="adopted_at")


class Migration(migrations.Migration):
    dependencies = [("certification", "0012_certificates_from_before"), ("core", "0003_no_way_back")]

    operations = [migrations.RunPython(protect_all, migrations.RunPython.noop)]
