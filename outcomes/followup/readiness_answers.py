"""Who was asked: the question is settled for whoever prepares the leaving. What the answer was is told to nobody."""

from django.db.models import QuerySet

from outcomes.followup.models.consents import AskedPerson
from outcomes.leaving.contact_answers import people_answered


@people_answered.register
def answered() -> QuerySet:
    """Keys of people who ever answered; a withdrawal changes nothing of it, so that nobody here learns of one."""
    return AskedPerson.objects.order_by().values("person")
