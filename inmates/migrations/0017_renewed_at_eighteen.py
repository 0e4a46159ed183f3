from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inmates", "0016_guardians_end_on_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="guardianconsent",
            name="renew_by",
            field=models.DateField(
                blank=True,
                help_text="The last day on which the person, by then 18, may still answer for the own part.",
                null=True,
            ),
        ),
    ]
