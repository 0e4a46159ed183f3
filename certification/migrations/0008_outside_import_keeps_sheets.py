from django.db import migrations, models


class Migration(migrations.Migration):
    """Files of results keep all their lists, as custody lists do, so that another sheet can be read."""

    dependencies = [("certification", "0007_two_people_written_alike")]

    operations = [
        migrations.AddField(
            model_name="outsideimport",
            name="sheets",
            field=models.JSONField(
                default=list,
                help_text="Sheets of the file with rows: [{name, rows, is_list}], the one that is read first. Empty "
                "for text.",
            ),
        ),
        migrations.AlterField(
            model_name="outsideimport",
            name="sealed_table",
            field=models.TextField(
                blank=True, editable=False, help_text="The known columns, encrypted, until the import is settled."
            ),
        ),
    ]
