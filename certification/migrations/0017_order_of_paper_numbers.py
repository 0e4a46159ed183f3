"""Numbers of certificates from before are sorted as a paper book does."""

import re
import unicodedata

from django.db import migrations, models


def paper_order(text):
    """As the register sorted them when this was written."""
    plain = re.sub(r"[‐-―−]", "-", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).upper()))
    plain = re.sub(r"(?<![0-9])0+(?=[0-9])", "", plain)
    return re.sub(r"[0-9]+", lambda digits: digits.group().zfill(8), plain)


def sort_anew(apps, schema_editor):
    model = apps.get_model("certification", "EarlierCertificate")
    for row in model.objects.all().iterator(chunk_size=500):
        model.objects.filter(pk=row.pk).update(number_order=paper_order(row.number_text))


class Migration(migrations.Migration):
    dependencies = [
        ("certification", "0016_sealed_papers_stay"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="earliercertificate",
            options={"ordering": ["-issued_on", "number_order", "pk"]},
        ),
        migrations.AddField(
            model_name="earliercertificate",
            name="number_order",
            field=models.CharField(default="", editable=False, max_length=270),
            preserve_default=False,
        ),
        migrations.RunPython(sort_anew, migrations.RunPython.noop),
    ]
