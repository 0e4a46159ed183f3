from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("inmates", "0002_names_by_byte")]

    operations = [
        # On the way back it is added last, when 0004 has filled the keys again.
        migrations.RemoveConstraint(model_name="inboxtask", name="inbox_task_one_open_a_matter"),
        migrations.AddField(
            model_name="inboxtask",
            name="matter",
            field=models.CharField(
                blank=True,
                help_text="What it is about beside the person, such as the key of a place.",
                max_length=100,
            ),
        ),
        migrations.AlterField(
            model_name="inboxtask",
            name="key",
            field=models.CharField(
                blank=True, help_text="Names the matter: office, role, kind, person and what else.", max_length=160
            ),
        ),
    ]
