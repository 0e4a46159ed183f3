"""A breach of invented data in each of the first two offices: one to tell of, one that a second person closes."""

from datetime import timedelta

from accounts.models import User
from accounts.roles import Role
from core import clock
from reports.breaches import affected_people, breach_recording, closing
from reports.breaches.models import Breach
from reports.data_subjects.people_of_office import people_of
from rutan_blk.demo.cast import Crew


def lose_papers(crew: Crew) -> None:
    """The facility's is open, with the people of a lost roll; of the center's it turned out that it was none."""
    found_at = clock.now() - timedelta(hours=20)
    officer, head = crew[Role.AUDITOR], crew[Role.BLK_HEAD]
    lost = breach_recording.record(
        by=officer,
        kind="lost",
        what="Satu lembar daftar hadir tertinggal di bengkel dan tidak ditemukan lagi pada sore hari.",
        data="Nama, kehadiran",
        found_at=found_at,
        found_by="Petugas bengkel",
        handling="Bengkel dan ruang arsip dicari; daftar hadir berikutnya diserahkan dari tangan ke tangan.",
    )
    _add(lost, officer, 3)
    sent = breach_recording.record(
        by=head,
        kind="disclosed",
        what="Daftar nilai dikira terkirim ke alamat surel yang salah.",
        data="Nama, hasil unit",
        found_at=found_at,
        found_by="Koordinator",
    )
    _add(sent, head, 1)
    closing.ask(sent, by=head, outcome="none", conclusion="Alamatnya ternyata milik instruktur angkatan itu.")


def _add(breach: Breach, by: User, count: int) -> None:
    for person in people_of(by).order_by("name_sort", "pk")[:count]:
        affected_people.add_person(breach, person, by=by)
