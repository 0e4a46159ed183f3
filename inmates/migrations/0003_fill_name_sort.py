from django.db import migrations

from inmates.people.names import name_sort

AT_ONCE = 1000


def fill(apps, editor):
    """People who were recorded before lists were sorted by the written name."""
    model = apps.get_model("inmates", "Person")
    people = list(model.objects.filter(name_sort="").only("pk", "full_name"))
    for person in people:
        person.name_sort = name_sort(person.full_name)
    model.objects.bulk_update(people, ["name_sort"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("inmates", "0002_name_sort")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
