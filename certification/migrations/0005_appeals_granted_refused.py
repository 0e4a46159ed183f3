from django.db import migrations

OUTCOMES = (("upheld", "granted"), ("rejected", "refused"))


def rename(apps, editor):
    for before, after in OUTCOMES:
        apps.get_model("certification", "ResultAppeal").objects.filter(outcome=before).update(outcome=after)


def rename_back(apps, editor):
    for before, after in OUTCOMES:
        apps.get_model("certification", "ResultAppeal").objects.filter(outcome=after).update(outcome=before)


class Migration(migrations.Migration):
    dependencies = [("certification", "0004_appeal_outcome_granted_refused")]

    operations = [migrations.RunPython(rename, rename_back)]
