from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inmates", "0006_hour_of_leaving")]

    operations = [
        migrations.AddIndex(
            model_name="custodyperiod",
            index=models.Index(fields=["person", "facility"], name="custody_period_by_person"),
        ),
    ]
