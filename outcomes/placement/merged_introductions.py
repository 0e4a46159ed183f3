"""What merging two records of one person does to introductions: they go on under the agreement that is kept."""

from outcomes.followup.occasions import TwoConsents, consents_become_one


@consents_become_one.register
def move_introductions(consents: TwoConsents) -> None:
    """Moves introductions to vacancies for which the kept agreement has none, and the wish if it has none."""
    kept, dropped = consents.kept, consents.dropped
    if not kept.is_agreed:
        return
    known = kept.introductions.values_list("vacancy", flat=True)
    dropped.introductions.exclude(vacancy__in=list(known)).update(consent=kept)
    if not hasattr(kept, "job_wish") and hasattr(dropped, "job_wish"):
        type(dropped.job_wish).objects.filter(consent=dropped).update(consent=kept)
