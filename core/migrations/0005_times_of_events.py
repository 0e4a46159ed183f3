from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_people_shown")]

    operations = [
        # Without a default, so that SQLite keeps the table and its triggers.
        migrations.AddField(
            "auditchain", "at", models.DateTimeField(blank=True, help_text="Of the last event.", null=True)
        ),
        migrations.AddIndex("auditevent", models.Index(fields=["at"], name="audit_event_by_time")),
        migrations.AddIndex("accesslogentry", models.Index(fields=["at"], name="access_log_by_time")),
    ]
