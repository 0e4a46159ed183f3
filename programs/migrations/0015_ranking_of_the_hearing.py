from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0014_sessions_that_ended_early")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="ranking",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="As the hearing closed: {rank, parts, weights, unmet}; empty before.",
            ),
        ),
    ]
