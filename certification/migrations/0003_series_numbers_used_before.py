from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certification", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="numberseries",
            name="used_before",
            field=models.PositiveIntegerField(default=0, help_text="Numbers given on paper before this system."),
        )
    ]
