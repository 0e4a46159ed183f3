from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0009_call_off_notes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="placeoffer",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Waiting for an answer"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("expired", "Expired"),
                    ("closed", "Taken back"),
                ],
                default="open",
                max_length=8,
            ),
        ),
    ]
