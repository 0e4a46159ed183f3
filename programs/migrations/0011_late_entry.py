from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0010_minutes_of_hearings")]

    operations = [
        migrations.AddField(
            model_name="programversion",
            name="late_entry_days",
            field=models.PositiveSmallIntegerField(
                default=3, verbose_name="days after the start in which a free place is offered"
            ),
        ),
        migrations.AddField(
            model_name="programversion",
            name="offer_days",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="days to answer the offer of a place"),
        ),
    ]
