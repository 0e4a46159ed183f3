from django.db import migrations, models

from core.append_only import protect

TABLE = "certification_holderpaper"


def protect_anew(apps, editor):
    """SQLite makes the table anew for a column, and its triggers with it go."""
    protect(editor.connection, TABLE, once="sealed_at")


class Migration(migrations.Migration):
    dependencies = [
        ("certification", "0017_order_of_paper_numbers"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, protect_anew),
        migrations.AddField(
            model_name="holderpaper",
            name="proof",
            field=models.CharField(
                blank=True, default="", help_text="The signer's signature over this row, hexadecimal.", max_length=160
            ),
        ),
        migrations.RunPython(protect_anew, migrations.RunPython.noop),
    ]
