from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inmates", "0011_lists_of_training_centers"),
    ]

    operations = [
        migrations.AddField(
            model_name="listimport",
            name="sealed_rejected",
            field=models.TextField(
                blank=True, editable=False, help_text="Rows that were not stored, with their reasons, encrypted."
            ),
        ),
    ]
