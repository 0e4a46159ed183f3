from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certification", "0021_root_stamps"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rootstamp",
            name="token",
            field=models.BinaryField(help_text="RFC 3161, DER.", null=True),
        ),
    ]
