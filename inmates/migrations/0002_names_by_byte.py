from django.db import migrations


def compare_by_byte(apps, editor):
    """PostgreSQL sorts by the language of its cluster, which passes over blanks; SQLite and Python sort by byte."""
    if editor.connection.vendor == "postgresql":
        editor.execute('ALTER TABLE inmates_person ALTER COLUMN name_sort TYPE varchar(200) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("inmates", "0001_initial")]

    operations = [migrations.RunPython(compare_by_byte, migrations.RunPython.noop)]
