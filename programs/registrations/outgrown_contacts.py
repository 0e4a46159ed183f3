"""Address and telephone of whoever let them be kept as a child and did not answer again at 18: they go."""

from inmates.consents.guardian_consents import not_renewed
from inmates.consents.minors import is_minor
from inmates.consents.models import GuardianConsent
from programs.registrations.models import Registration
from programs.registrations.registering import forget_contact


@not_renewed.register
def forget_contacts(row: GuardianConsent) -> None:
    """Forgets them in the registrations of this training center."""
    people = [key for key in (row.person_id, row.person.merged_into_id) if key]
    found = Registration.objects.filter(person__in=people, batch__training_center=row.training_center_id)
    kept = found.exclude(contact_sealed="").filter(contact_consent_on__isnull=False).select_related("person", "batch")
    for registration in kept.order_by("pk"):
        agreed_on = registration.contact_consent_on
        if agreed_on and is_minor(registration.person.birth_date, agreed_on):
            forget_contact(registration, None)
