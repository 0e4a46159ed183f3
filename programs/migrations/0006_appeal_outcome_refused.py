from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_count_alarms_told_apart")]

    operations = [
        migrations.AlterField(
            model_name="appeal",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("admitted", "Granted: admitted"),
                    ("reserve", "Granted: reserve list"),
                    ("refused", "Not granted: the decision stands"),
                ],
                max_length=8,
                verbose_name="outcome",
            ),
        )
    ]
