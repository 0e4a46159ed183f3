from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_rules_into_sets")]

    operations = [
        migrations.DeleteModel(
            name="EntryRule",
        ),
        migrations.DeleteModel(
            name="RankingWeight",
        ),
    ]
