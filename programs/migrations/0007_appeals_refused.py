from django.db import migrations


def rename(before, after):
    def write(apps, editor):
        apps.get_model("programs", "Appeal").objects.filter(outcome=before).update(outcome=after)

    return write


class Migration(migrations.Migration):
    dependencies = [("programs", "0006_appeal_outcome_refused")]

    operations = [migrations.RunPython(rename("upheld", "refused"), rename("refused", "upheld"))]
