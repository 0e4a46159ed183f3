import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="facility",
            name="telephone",
            field=models.CharField(
                blank=True,
                help_text="Of the office, not of a person.",
                max_length=40,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[+(0-9][0-9 ()./,+-]+$", "Write the number in digits, for example (0517) 31 234."
                    )
                ],
                verbose_name="telephone number",
            ),
        ),
        migrations.AddField(
            model_name="trainingcenter",
            name="telephone",
            field=models.CharField(
                blank=True,
                help_text="Of the office, not of a person.",
                max_length=40,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[+(0-9][0-9 ()./,+-]+$", "Write the number in digits, for example (0517) 31 234."
                    )
                ],
                verbose_name="telephone number",
            ),
        ),
    ]
