from django.db import migrations

from core.append_only import protect, release

TABLE = "inmates_consenttext"


def protect_confirmed(apps, editor):
    protect(editor.connection, TABLE, once="confirmed_at")


def leave_open(apps, editor):
    release(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("inmates", "0013_texts_of_agreements"), ("core", "0003_no_way_back")]

    operations = [migrations.RunPython(protect_confirmed, leave_open)]
