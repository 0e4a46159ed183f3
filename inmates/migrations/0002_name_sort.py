from django.db import migrations, models


def compare_by_byte(apps, editor):
    """PostgreSQL sorts by the language of its cluster, which passes over blanks; SQLite and Python sort by byte."""
    if editor.connection.vendor == "postgresql":
        editor.execute('ALTER TABLE inmates_person ALTER COLUMN name_sort TYPE varchar(200) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("inmates", "0001_initial")]

    operations = [
        migrations.AddField(
            "person",
            "name_sort",
            models.CharField(default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(compare_by_byte, migrations.RunPython.noop),
        migrations.AddIndex(
            "person",
            models.Index(fields=["facility", "name_sort", "id"], name="person_by_facility_and_sort"),
        ),
        migrations.AlterModelOptions("person", {"ordering": ["name_sort", "pk"]}),
    ]
