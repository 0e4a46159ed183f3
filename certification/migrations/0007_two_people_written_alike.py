from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """The conditions say what they said, in the words of `core.two_person_decision`; the tables stay as they are."""

    dependencies = [("certification", "0006_appeal_again_only_when_granted")]

    operations = [
        migrations.AlterConstraint(
            model_name="certificate",
            name="certificate_approved_by_another_person",
            constraint=models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                name="certificate_approved_by_another_person",
                violation_error_message="Whoever prepared a certificate cannot approve it.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="certificate",
            name="certificate_revoked_by_another_person",
            constraint=models.CheckConstraint(
                condition=Q(revoked_by=None) | ~Q(revoked_by=F("revocation_requested_by")),
                name="certificate_revoked_by_another_person",
                violation_error_message="Whoever asked for a revocation cannot approve it.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="certificatetemplate",
            name="template_adopted_by_another_person",
            constraint=models.CheckConstraint(
                condition=Q(adopted_by=None) | ~Q(adopted_by=F("changed_by")),
                name="template_adopted_by_another_person",
            ),
        ),
    ]
