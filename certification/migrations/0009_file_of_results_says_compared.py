from django.db import migrations, models


class Migration(migrations.Migration):
    """Another word for a state, the table stays as it is: a file that changes nothing was called ready to accept."""

    dependencies = [("certification", "0008_outside_import_keeps_sheets")]

    operations = [
        migrations.AlterField(
            model_name="outsideimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("mapping", "Columns to be checked"),
                    ("compared", "Compared, not accepted yet"),
                    ("accepted", "Accepted"),
                    ("discarded", "Discarded"),
                ],
                default="mapping",
                max_length=10,
            ),
        ),
    ]
