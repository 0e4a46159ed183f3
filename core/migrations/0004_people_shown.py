from django.db import migrations, models

from core.append_only import protect, release

TABLE = "core_accesslogentry"


def protect_log(apps, editor):
    protect(editor.connection, TABLE)


def release_log(apps, editor):
    release(editor.connection, TABLE)


def index_people(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"CREATE INDEX core_access_people ON {TABLE} USING gin (people jsonb_path_ops)")


def drop_index(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX core_access_people")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_no_way_back")]

    operations = [
        # SQLite writes the table anew, and its triggers go with the old one.
        migrations.RunPython(release_log, protect_log),
        migrations.AddField(
            "accesslogentry",
            "people",
            models.JSONField(default=list, help_text="Whom the answer showed, also where it is about something else."),
        ),
        migrations.AddField(
            "accesslogentry",
            "query",
            models.CharField(blank=True, default="", max_length=500, help_text="The filter of a list, as in its URL."),
            preserve_default=False,
        ),
        migrations.AddField(
            "accesslogentry", "address", models.CharField(blank=True, default="", max_length=45), preserve_default=False
        ),
        migrations.AddField(
            "accesslogentry",
            "session",
            models.CharField(blank=True, default="", max_length=16, help_text="A digest that tells sign-ins apart."),
            preserve_default=False,
        ),
        migrations.AlterField(
            "accesslogentry",
            "kind",
            models.CharField(
                choices=[
                    ("view", "viewed"),
                    ("list", "listed"),
                    ("export", "exported"),
                    ("print", "printed"),
                    ("photo", "photo shown"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(protect_log, release_log),
        migrations.RunPython(index_people, drop_index),
    ]
