"""Everything around the results: registered assessors, practice, evidence, an appeal, a correction."""

import io
from datetime import date, time, timedelta

from PIL import Image, ImageDraw

from accounts.models import User
from accounts.roles import Role
from certification.assessment import (
    assessor_registrations,
    practice_marks,
    result_appeals,
    result_corrections,
    result_evidence,
    unit_results,
)
from certification.assessment.models.results import UnitResult
from certification.assessment.practice_marks import Seen
from core import clock
from programs.batches.models import Batch
from rutan_blk.demo import chain
from rutan_blk.demo.cast import Crew

NOTE = "Sambungan rapi, alat dikembalikan"
LEVELS = (("alone", NOTE), ("helped", ""), ("alone", ""), ("not_yet", "Belum memeriksa siku"), ("helped", ""))


def register_assessors(crew: Crew, *, on: date, days_left: int = 700) -> None:
    """Registers the center's assessors; the crew's own assessor has a card valid for `days_left` more days."""
    until = clock.today(crew.center.time_zone) + timedelta(days=days_left)
    people = User.objects.with_role(Role.ASSESSOR).filter(training_center=crew.center).order_by("pk")
    with chain.at(crew, on, time(8)):
        for place, assessor in enumerate(people, 1):
            assessor_registrations.register(
                assessor,
                by=crew[Role.BLK_COORDINATOR],
                number=f"MET.000.{crew.center.pk:03d}{place:03d} {on.year}",
                issuing_body="BNSP",
                valid_from=on - timedelta(days=30),
                valid_until=until if assessor == crew[Role.ASSESSOR] else until + timedelta(days=365),
            )


def assess_on_the_way(crew: Crew, batch: Batch) -> None:
    """Assesses the first unit of a running batch: class practice, and a few results with a picture, one appealed."""
    unit = batch.version.units.order_by("position")[0]
    today = clock.today(crew.center.time_zone)
    places = list(batch.enrollments.live().select_related("person").order_by("pk"))
    seen = [Seen(place, *LEVELS[number % len(LEVELS)]) for number, place in enumerate(places)]
    with chain.at(crew, today - timedelta(days=4), time(14)):
        practice_marks.mark(batch, unit, seen, by=crew[Role.INSTRUCTOR], seen_on=today - timedelta(days=4))
    assessor = crew[Role.ASSESSOR]
    with chain.at(crew, today - timedelta(days=3), time(10)):
        signs = ("K", "K", "BK", "K")
        entries = [
            unit_results.Entry(place, unit, sign, chain.FEEDBACK if sign == "BK" else "")
            for place, sign in zip(places, signs, strict=False)
        ]
        unit_results.record_results(batch, entries, by=assessor)
        exhibit = result_evidence.read(picture())
        result_evidence.add(places[0], unit, by=assessor, exhibit=exhibit, caption="Hasil kerja, tampak depan")
    result = UnitResult.objects.latest().get(enrollment=places[2], unit=unit)
    with chain.at(crew, today - timedelta(days=2), time(9)):
        result_appeals.file(
            result,
            by=crew[Role.BLK_COORDINATOR],
            asker="participant",
            filed_on=today - timedelta(days=2),
            grounds="Bahan uji sudah retak sebelum dikerjakan.",
        )


def ask_for_a_correction(crew: Crew, batch: Batch) -> None:
    """Requests that a signed BK be corrected to K, pending the head's decision."""
    result = UnitResult.objects.latest().filter(enrollment__batch=batch, result="BK").order_by("pk").first()
    if result is None:
        return
    with chain.at(crew, clock.today(crew.center.time_zone) - timedelta(days=1), time(11)):
        result_corrections.ask(
            result.enrollment,
            result.unit,
            by=crew[Role.BLK_COORDINATOR],
            result="K",
            reason="Lembar uji menyatakan kompeten; baris pada daftar tertukar.",
        )


def picture() -> bytes:
    """A drawing in place of a photograph of somebody's work."""
    image = Image.new("RGB", (640, 480), "#c8b79a")
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 120, 520, 220), fill="#8a6b3f", outline="#4a3719", width=4)
    draw.rectangle((300, 200, 400, 400), fill="#9a7a4c", outline="#4a3719", width=4)
    content = io.BytesIO()
    image.save(content, "JPEG")
    return content.getvalue()
