from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("certification", "0002_append_only"), ("inmates", "0002_name_sort")]

    operations = [
        migrations.AlterModelOptions(
            "outsidecandidate",
            {"ordering": ["test", "enrollment__person__name_sort", "pk"]},
        ),
    ]
