"""Head counts of guard and workshop: most agree, one has somebody fetched away, and one side is late."""

from accounts.roles import Role
from core import clock
from programs.batches.models import Batch
from programs.count_alarms import count_alarms
from programs.count_alarms.models import CountAlarm
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session
from rutan_blk.demo.cast import Crew

FETCHED = "Satu peserta dijemput penyidik langsung dari bengkel, dicatat di buku P2U."

ABSENT = "Yang tidak datang tetap di kamar hunian, dicek petugas blok."


def count_heads(crew: Crew, session: Session, people: int, *, fetched_away: int = 0) -> None:
    """Records the guard's and the instructor's counts; everybody returns except those fetched away."""
    came, back = people, people - fetched_away
    at_block = {HeadCount.Point.LEFT_BLOCK: came, HeadCount.Point.BACK_IN_BLOCK: back}
    at_workshop = {HeadCount.Point.ARRIVED: came, HeadCount.Point.LEFT_WORKSHOP: back}
    count_records.record(session, by=crew[Role.SECURITY_OFFICER], people=at_block)
    count_records.record(session, by=crew[Role.INSTRUCTOR], people=at_workshop)


def explain_differences(crew: Crew, session: Session) -> None:
    """Explains each difference: people who did not come were in the block, people who did not return were fetched."""
    # In a loop, because explaining the list's difference can raise another alarm that names the missing people.
    while alarm := session.count_alarms.open().first():
        reason = ABSENT if alarm.from_point == CountAlarm.EXPECTED else FETCHED
        count_alarms.explain(session, by=crew[Role.TRAINING_OFFICER], reason=reason, about=alarm.key, is_sure=True)


def leave_half_counted(crew: Crew, batch: Batch) -> None:
    """Records only the guard's first count for the last past session."""
    session = batch.sessions.filter(state=Session.State.PLANNED, ends_at__lt=clock.now()).order_by("starts_at").last()
    if session:
        with clock.moved_to(session.starts_at):
            count_records.record(session, by=crew[Role.SECURITY_OFFICER], people={HeadCount.Point.LEFT_BLOCK: 12})
