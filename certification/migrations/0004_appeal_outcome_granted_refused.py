from django.db import migrations, models


class Migration(migrations.Migration):
    """The constraint names an outcome, so it stands aside until the rows are renamed."""

    dependencies = [("certification", "0003_approved_words")]

    operations = [
        migrations.RemoveConstraint(model_name="resultappeal", name="result_appeal_again_only_when_granted"),
        migrations.AlterField(
            model_name="resultappeal",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("granted", "Granted: assessed again by another assessor"),
                    ("refused", "Not granted: the result stands"),
                ],
                max_length=8,
                verbose_name="outcome",
            ),
        ),
    ]
