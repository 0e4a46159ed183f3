from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inmates", "0003_fill_name_sort")]

    operations = [
        migrations.AddField(
            "spreadsheetimport",
            "sheets",
            models.JSONField(
                default=list,
                help_text=(
                    "Sheets of the file with rows: [{name, rows, is_list}], the one that is read first. Empty for text."
                ),
            ),
        ),
    ]
