from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_no_overlap")]

    operations = [
        migrations.AddField(
            model_name="countalarm", name="two_counts_differed", field=models.BooleanField(default=False)
        )
    ]
