from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certification", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="approved_words",
            field=models.JSONField(
                blank=True, default=dict, help_text="SHA-256 of each fact of the words that were approved."
            ),
        )
    ]
