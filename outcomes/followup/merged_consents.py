"""What merging two records of one person does to agreements: of two at a center, the later answer stands."""

from core import audit
from inmates.people.models import Person
from outcomes.followup.codes import Answer, AskedBy
from outcomes.followup.following import start_following
from outcomes.followup.models.consents import AskedPerson, Consent, hash_of
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.occasions import TwoConsents, consents_become_one
from outcomes.followup.shown_papers import delete_scans
from outcomes.followup.withdrawal import withdraw
from programs.merged_records.record_merge import Merging, Related, Way, people_become_one, rows_above


@rows_above.register
def rows_of_outcomes() -> tuple[Related, ...]:
    """Moved by `move_consents`: the office that merges learns neither that somebody was asked nor the answer."""
    return Related(Consent, way=Way.APART), Related(AskedPerson, way=Way.APART)


@people_become_one.register
def move_consents(merging: Merging) -> None:
    """Moves the agreements of the record that goes, withdrawn ones too; a “stop” after an answer ends that answer."""
    stays, goes = merging.stays, merging.goes
    if AskedPerson.objects.filter(person=goes).delete()[0]:
        AskedPerson.objects.get_or_create(person=stays)
    live = Consent.objects.live().filter(person__in=(stays, goes)).order_by("pk")
    of_center: dict[int, list[Consent]] = {}
    for consent in live.select_for_update(of=("self",)):
        of_center.setdefault(consent.training_center_id, []).append(consent)
    Consent.objects.filter(person_hash=hash_of(goes)).update(person_hash=hash_of(stays))
    kept = [_one_of(rows, stays) for rows in of_center.values()]
    audit.record_each("consent.merge", by=None, targets=[(one, {"record": pk}) for one, pk in kept if pk])
    for one, _pk in kept:
        _go_on(one)


def _weight(consent: Consent) -> tuple:
    return consent.asked_on, consent.recorded_at, consent.pk


def _one_of(rows: list[Consent], stays: Person) -> tuple[Consent, int | None]:
    """The later answer, now of the person who stays, and the key of the one that was deleted, if there were two."""
    *dropped, kept = sorted(rows, key=_weight)
    pks = [one.pk for one in dropped]
    for one in dropped:
        _take_over(kept, one)
    kept.person, kept.person_hash = stays, hash_of(stays)
    kept.save(update_fields=["person", "person_hash"])
    return kept, pks[0] if pks else None


def _take_over(kept: Consent, dropped: Consent) -> None:
    """Answers and contacts go with a yes that is kept; of a wave that both have, the kept one stays."""
    if kept.answer == Answer.YES:
        dropped.contacts.update(consent=kept)
        dropped.outcomes.update(consent=kept)
        dropped.work_papers.update(consent=kept)
        waiting = list(kept.help_wishes.waiting().values_list("help_wanted", flat=True))
        dropped.help_wishes.exclude(given_at__isnull=True, help_wanted__in=waiting).update(consent=kept)
        dropped.follow_ups.exclude(wave__in=list(kept.follow_ups.values_list("wave", flat=True))).update(consent=kept)
    consents_become_one.happens(TwoConsents(kept, dropped))
    delete_scans(Outcome.objects.filter(consent=dropped))
    # Its cascade takes along what was not moved.
    dropped.delete()


def _go_on(kept: Consent) -> None:
    ended = Consent.objects.filter(person_hash=kept.person_hash, training_center=kept.training_center_id)
    stopped = ended.filter(withdrawn_at__gt=kept.recorded_at).exclude(withdrawn_channel=AskedBy.EXPIRY)
    channel = stopped.values_list("withdrawn_channel", flat=True).first()
    if channel and kept.answer == Answer.YES:
        withdraw(kept, by=None, channel=channel)
    else:
        start_following(kept)
