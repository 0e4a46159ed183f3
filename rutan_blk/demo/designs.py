"""Certificate templates of the demo: one in use, the next one drafted."""

import io
from datetime import date, time
from typing import Any

from PIL import Image, ImageDraw

from accounts.roles import Role
from certification.certificate_templates import template_versions
from certification.certificate_templates.models import CertificateTemplate
from certification.register import number_series
from core import clock
from rutan_blk.demo.cast import Crew

GREEN, GOLD = "#14543f", "#c9a227"
NOTES = """Hasil tiap unit berasal dari penilaian teori dan praktik selama pelatihan.
Sah tanpa coretan. Halaman pemeriksaan menampilkan nama, program, tanggal, dan unit yang sama."""


def emblem() -> bytes:
    """A fictitious shield with a gear, drawn at three times the needed size for smooth edges."""
    picture = Image.new("RGB", (900, 1050), "white")
    draw = ImageDraw.Draw(picture)
    shield = [(90, 90), (810, 90), (810, 600), (450, 990), (90, 600)]
    draw.polygon(shield, fill=GREEN)
    draw.line([*shield, shield[0]], fill=GOLD, width=30, joint="curve")
    draw.regular_polygon((450, 420, 240), 12, fill=GOLD)
    draw.ellipse((300, 270, 600, 570), fill=GREEN)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def put_to_use(crew: Crew, *, on: date) -> None:
    """Drafts the first template as the officer and puts it to use as the head."""
    with clock.moved_to(clock.at(on, time(9), crew.center.time_zone)):
        draft, head = _drafted(crew, has_english=True, notes=NOTES, emblem=emblem()), crew[Role.BLK_HEAD]
        template_versions.adopt(
            draft, by=head, seen=draft.changed_at, examined=template_versions.examine(draft, by=head)
        )


def _drafted(crew: Crew, **values: Any) -> CertificateTemplate:
    officer = crew[Role.CERTIFICATE_OFFICER]
    return template_versions.save_draft(
        crew.center, by=officer, composed=template_versions.compose(crew.center, by=officer, **values)
    )


def void_a_number(crew: Crew, *, on: date) -> None:
    """Voids a number that was written by hand on another class's form."""
    with clock.moved_to(clock.at(on, time(11), crew.center.time_zone)):
        number_series.void_next(
            crew.center, paper="certificate", by=crew[Role.CERTIFICATE_OFFICER], reason="Dipakai tulisan tangan"
        )


def draft_the_next(crew: Crew, *, on: date) -> None:
    """Drafts a template with a different sentence below the name, awaiting the head."""
    with clock.moved_to(clock.at(on, time(10), crew.center.time_zone)):
        _drafted(crew, statement="telah menyelesaikan dengan baik pelatihan berbasis kompetensi pada program")
