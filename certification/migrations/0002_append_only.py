from django.db import migrations

from core.append_only import protect, release

TABLES = (
    "certification_certificatefile",
    "certification_officialfile",
    "certification_credential",
    "certification_personsignoff",
    "certification_addendum",
    "certification_practicemark",
)

# A draft can be changed; what was put to use stays as it is.
ONCE_ADOPTED = "certification_certificatetemplate"


def protect_all(apps, editor):
    protect(editor.connection, ONCE_ADOPTED, once="adopted_at")
    for table in TABLES:
        protect(editor.connection, table)


def release_all(apps, editor):
    release(editor.connection, ONCE_ADOPTED)
    for table in TABLES:
        release(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("certification", "0001_initial")]

    operations = [migrations.RunPython(protect_all, release_all)]
