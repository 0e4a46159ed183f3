from django.db import migrations

from core.append_only import protect, protect_head, release

TABLES = ("core_auditevent", "core_accesslogentry")
HEADS = "core_auditchain"


def protect_all(apps, editor):
    """Anew, since what protects a table has come to refuse that it is emptied at once."""
    for table in TABLES:
        protect(editor.connection, table)
    protect_head(editor.connection, HEADS)


def release_heads(apps, editor):
    release(editor.connection, HEADS)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_append_only")]

    operations = [migrations.RunPython(protect_all, release_heads)]
