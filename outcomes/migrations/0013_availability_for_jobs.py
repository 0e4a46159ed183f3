from django.db import migrations, models
from django.db.models import Q


def forget_letters_of_the_withdrawn(apps, schema_editor):
    apps.get_model("outcomes", "Introduction").objects.filter(step="MUNDUR").update(letter=None)


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0012_training_plans")]

    operations = [
        migrations.AddField(
            model_name="jobwish",
            name="is_unavailable",
            field=models.BooleanField(
                default=False, help_text="Not to be proposed now. Set by hand for any reason, and none is kept."
            ),
        ),
        migrations.RunPython(forget_letters_of_the_withdrawn, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=Q(("step", "MUNDUR"), _negated=True) | Q(("letter__isnull", True)),
                name="introduction_withdrawn_keeps_no_words",
            ),
        ),
    ]
