import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inmates", "0008_placement_officer_has_tasks"),
        ("programs", "0023_who_kept_signed_minutes"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="known_as",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inmates.person",
            ),
        ),
    ]
