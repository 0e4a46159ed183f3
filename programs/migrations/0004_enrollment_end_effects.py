from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_no_overlap")]

    operations = [
        migrations.AddField(
            model_name="enrollment",
            name="end_effects",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What the end changed, row by row, so that it can be put back.",
            ),
        ),
    ]
