from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0015_ranking_of_the_hearing")]

    operations = [
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["facility", "date"], name="session_by_facility_and_day"),
        ),
    ]
