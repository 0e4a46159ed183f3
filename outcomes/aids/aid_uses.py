"""What became of things that a training center gave: asked in the calls, seen at visits, deleted with the agreement."""

from collections.abc import Iterable

from outcomes.aids.models import AidUse, CenterAid
from outcomes.followup.models.consents import Consent
from outcomes.followup.occasions import TwoConsents, consent_ends, consents_become_one
from outcomes.followup.tools_received import MOST_ASKED, Received, UseTold, tools_received, use_is_told


@tools_received.register
def given_by_the_center(consent: Consent) -> list[Received]:
    """The newest things that the center of the agreement gave this person."""
    found = CenterAid.objects.asked_about().filter(person=consent.person_id, training_center=consent.training_center_id)
    return [Received(aid.public_id, aid.what) for aid in found[:MOST_ASKED]]


@use_is_told.register
def keep_uses(told: UseTold) -> None:
    """Keeps what was told of each thing beside all earlier answers."""
    outcome = told.outcome
    keys = dict(CenterAid.objects.filter(public_id__in=told.uses).values_list("public_id", "pk"))
    AidUse.objects.bulk_create(
        AidUse(
            aid_id=keys[key],
            consent=outcome.consent,
            wave=outcome.wave,
            use=use,
            evidence=outcome.evidence,
            told_on=outcome.told_on,
            recorded_by=outcome.recorded_by,
        )
        for key, use in told.uses.items()
    )


@consent_ends.register
def forget_uses(consent: Consent) -> None:
    """Deletes every use; that something was given stays with its receipt, which no agreement is needed for."""
    AidUse.objects.filter(consent=consent).delete()


@consents_become_one.register
def move_uses(consents: TwoConsents) -> None:
    """Moves uses to the agreement that is kept, if that is a yes; otherwise they go with the other one."""
    if consents.kept.is_agreed:
        consents.dropped.aid_uses.update(consent=consents.kept)


def last_uses(aids: Iterable[CenterAid]) -> dict[int, AidUse]:
    """The newest use of each of these things, by its key; one query."""
    found = {}
    for use in AidUse.objects.filter(aid__in=[aid.pk for aid in aids]).order_by("told_on", "pk"):
        found[use.aid_id] = use
    return found
