from django.db import migrations

CHUNK = 1000


def fill(apps, editor):
    """The end of the key, which was office, role, kind, person and matter, each behind a colon."""
    tasks = apps.get_model("inmates", "InboxTask").objects
    for chunk in _chunks(tasks.order_by("pk")):
        for task in chunk:
            task.matter = task.key.split(f":{task.kind}:", 1)[1].split(":", 1)[1]
        tasks.bulk_update(chunk, ["matter"])


def put_back(apps, editor):
    tasks = apps.get_model("inmates", "InboxTask").objects
    for chunk in _chunks(tasks.select_related("facility", "training_center").order_by("pk")):
        for task in chunk:
            office = task.facility or task.training_center
            task.key = ":".join([office.code, task.role, task.kind, str(task.person_id or ""), task.matter])
        tasks.bulk_update(chunk, ["key"])


def _chunks(rows):
    after = 0
    while chunk := list(rows.filter(pk__gt=after)[:CHUNK]):
        yield chunk
        after = chunk[-1].pk


class Migration(migrations.Migration):
    dependencies = [("inmates", "0003_matter_of_tasks")]

    operations = [migrations.RunPython(fill, put_back)]
