from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0036_decided_by_rules_and_reasons"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="blocks",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Signs of the blocks that are registered for; empty: the whole course.",
            ),
        ),
    ]
