from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0006_count_alarms"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tool",
            name="state",
            field=models.CharField(
                choices=[
                    ("in_use", "Ready to use"),
                    ("repair", "In repair"),
                    ("missing", "Missing"),
                    ("retired", "Retired"),
                ],
                default="in_use",
                max_length=8,
                verbose_name="state",
            ),
        ),
    ]
