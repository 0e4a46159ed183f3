from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inmates", "0002_name_sort"), ("programs", "0004_enrollment_end_effects")]

    operations = [
        migrations.AlterModelOptions(
            "enrollment",
            {"ordering": ["batch", "person__name_sort", "pk"]},
        ),
    ]
