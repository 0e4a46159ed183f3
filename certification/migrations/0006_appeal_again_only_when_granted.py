from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("certification", "0005_appeals_granted_refused")]

    operations = [
        migrations.AddConstraint(
            model_name="resultappeal",
            constraint=models.CheckConstraint(
                condition=Q(again=None) | Q(outcome="granted"), name="result_appeal_again_only_when_granted"
            ),
        )
    ]
