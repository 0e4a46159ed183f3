from django.db import migrations

from core.append_only import protect, protect_until_destroyed

TABLE = "certification_practicemark"


def let_served_rows_go(apps, editor):
    protect_until_destroyed(editor.connection, TABLE)


def keep_all(apps, editor):
    protect(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("certification", "0019_no_step_back"), ("core", "0010_digests_stay")]

    operations = [migrations.RunPython(let_served_rows_go, keep_all)]
