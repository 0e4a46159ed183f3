from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0009_place_offers_and_appeals")]

    operations = [
        migrations.AddField(
            model_name="hearing",
            name="minutes",
            field=models.JSONField(
                blank=True, default=dict, help_text="Every printed word, as it was when it was closed."
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="number",
            field=models.CharField(blank=True, max_length=80, verbose_name="number of the minutes"),
        ),
    ]
