import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_probation_offices"),
        ("programs", "0025_courses_without_assessment"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="premises",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.trainingcenter",
            ),
        ),
    ]
