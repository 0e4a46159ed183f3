from django.db import migrations

from core.append_only import protect, release

TABLE = "certification_rootstamp"


def protect_stamps(apps, editor):
    apps.get_model("certification", "RootStamp").objects.filter(token=b"").update(token=None)
    protect(editor.connection, TABLE, once="token")


def release_stamps(apps, editor):
    release(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("certification", "0022_stamp_or_none")]

    operations = [migrations.RunPython(protect_stamps, release_stamps)]
