from django.db import migrations

from core.append_only import protect, release

TABLE = "accounts_separateroles"


def protect_pairs(apps, editor):
    """The trigger that keeps roles apart reads them there: without a pair it would allow it."""
    protect(editor.connection, TABLE)


def release_pairs(apps, editor):
    release(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_password_by_two")]

    operations = [migrations.RunPython(protect_pairs, release_pairs)]
