from django.db import migrations

from core import crypto

BOXES = ("by_phone", "by_message", "may_name_center", "may_visit", "may_match")


def mark(apps, _schema_editor):
    """Marks who answered before, by the hash that stayed, and blanks what ended answers still said."""
    consents = apps.get_model("outcomes", "Consent").objects
    people, asked = apps.get_model("inmates", "Person").objects, apps.get_model("outcomes", "AskedPerson").objects
    hashes = set(consents.values_list("person_hash", flat=True))
    for pk, public_id in people.values_list("pk", "public_id") if hashes else ():
        if crypto.blind_index(str(public_id), purpose="outcomes.consent.person") in hashes:
            asked.create(person_id=pk)
    consents.filter(withdrawn_at__isnull=False).update(
        channel="", recorded_by=None, followed_from=None, **dict.fromkeys(BOXES, False)
    )


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0016_answers_once_asked")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
