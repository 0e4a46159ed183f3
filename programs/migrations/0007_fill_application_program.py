import uuid

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

OPEN = ("submitted", "admitted", "reserve")


def fill(apps, editor):
    """The program of each application, why those that are over were closed, and places of the reserve list."""
    application, batch = apps.get_model("programs", "Application"), apps.get_model("programs", "Batch")
    program = batch.objects.filter(pk=OuterRef("batch")).values("version__program")
    application.objects.update(program=Subquery(program))
    withdrawn = application.objects.filter(state="withdrawn")
    withdrawn.filter(batch__state="cancelled").update(closing="batch_cancelled")
    withdrawn.filter(closing="").update(closing="own_wish")
    withdrawn.update(state_before="submitted", closed_at=F("submitted_at"), closed_by=F("submitted_by"))
    over = application.objects.filter(state__in=OPEN, batch__state__in=["finished", "certified", "cancelled"])
    lapse(over)
    lapse(application.objects.filter(pk__in=older_of_the_same_program(application)))
    for row in application.objects.all():
        row.form_id = uuid.uuid4()
        row.save(update_fields=["form_id"])
    application.objects.filter(state="reserve", reserve_position=None).update(reserve_position=1)
    application.objects.exclude(state="reserve").update(reserve_position=None)


def lapse(rows):
    rows.update(
        state_before=F("state"), state="lapsed", closing="batch_over", closed_at=F("submitted_at"),
        closed_by=F("submitted_by"),
    )  # fmt: skip


def older_of_the_same_program(application):
    """Of several open applications of one person for one program all but the newest."""
    newest = {}
    rows = application.objects.filter(state__in=OPEN).order_by("-submitted_at", "-pk")
    return [row.pk for row in rows if newest.setdefault((row.inmate_id, row.program_id), row.pk) != row.pk]


class Migration(migrations.Migration):
    dependencies = [("programs", "0006_application_program_and_closing")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
