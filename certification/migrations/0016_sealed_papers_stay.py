from django.db import migrations

from core.append_only import protect, release

TABLE = "certification_holderpaper"


def protect_sealed(apps, editor):
    """A paper that was sealed may be in anybody's hands."""
    protect(editor.connection, TABLE, once="sealed_at")


def release_all(apps, editor):
    release(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("certification", "0015_holder_papers")]

    operations = [migrations.RunPython(protect_sealed, release_all)]
