from django.db import migrations

from core.append_only import protect, protect_until_kept, release

LOG, DESTROYED = "core_accesslogentry", "core_destroyedaccess"


def let_served_entries_go(apps, editor):
    protect(editor.connection, DESTROYED)
    protect_until_kept(editor.connection, LOG, kept=DESTROYED)


def keep_all(apps, editor):
    release(editor.connection, DESTROYED)
    protect(editor.connection, LOG)


class Migration(migrations.Migration):
    dependencies = [("core", "0007_destroyed_accesses")]

    operations = [migrations.RunPython(let_served_entries_go, keep_all)]
