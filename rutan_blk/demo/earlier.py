"""Certificates given before this site: one list confirmed, one that waits, a rejected row in each."""

from collections.abc import Sequence
from datetime import date, timedelta

from accounts.models import User
from accounts.roles import Role
from certification.earlier_certificates import earlier_confirmation, earlier_ends
from certification.earlier_certificates.earlier_import import KIND
from certification.earlier_certificates.models import EarlierCertificate
from core import clock
from core.exporting import as_xlsx
from inmates.imports import list_imports
from inmates.imports.models import ListImport
from rutan_blk.demo import chain
from rutan_blk.demo.cast import Crew

HEADS = ("No", "No. Sertifikat", "Nama Peserta", "Tempat Lahir", "Tanggal Lahir", "Program", "Tanggal Terbit", "Unit")
WELDING = "C.24LAS01.001.1 Melaksanakan Persiapan Tempat Kerja; C.24LAS01.003.1 Menetapkan Proses dan Peralatan Las"
# All invented.
CONFIRMED = (
    ("893/014/BLK/2019", "Ahmad Baihaqi", "Rantau", "1991-03-04", "Las Dasar", "2019-11-20", WELDING),
    ("893/015/BLK/2019", "Budi Hartono", "Binuang", "1988-07-19", "Las Dasar", "2019-11-20", WELDING),
    ("893/016/BLK/2019", "Dahlia", "Rantau", "1996-01-30", "Menjahit Pakaian Wanita", "2019-12-06", ""),
    ("893/017/BLK/2019", "Erlina Wati", "Kandangan", "1993-10-11", "Menjahit Pakaian Wanita", "2019-12-06", ""),
    ("893/003/BLK/2021", "Fahmi Ridwan", "Rantau", "1999-05-25", "Servis Sepeda Motor", "2021-08-27", ""),
    ("893/004/BLK/2021", "Gusti Rahman", "Barabai", "31-02-1998", "Servis Sepeda Motor", "2021-08-27", ""),
)
WAITING = (
    ("893/011/BLK/2022", "Hendra Saputra", "Rantau", "2000-02-14", "Instalasi Listrik", "2022-09-30", ""),
    ("893/012/BLK/2022", "Irma Damayanti", "Binuang", "2001-06-08", "Operator Komputer", "2022-10-14", ""),
    ("893/013/BLK/2022", "", "Rantau", "1997-04-02", "Operator Komputer", "2022-10-14", ""),
)


def take_in(crew: Crew) -> None:
    """One list is confirmed, one of its certificates is revoked; another list waits for the second person."""
    officer, head, today = crew[Role.CERTIFICATE_OFFICER], crew[Role.BLK_HEAD], clock.today(crew.center.time_zone)
    with chain.at(crew, today - timedelta(days=20)):
        first = _stored(officer, CONFIRMED)
    with chain.at(crew, today - timedelta(days=18)):
        waiting = earlier_confirmation.waiting_of(first)
        chosen = {row.public_id for row in waiting}
        earlier_confirmation.decide(
            first, by=head, chosen=chosen, seen=earlier_confirmation.seal_of(waiting), accepts=True
        )
    last = EarlierCertificate.objects.get(list_import=first, number_text="893/017/BLK/2019")
    with chain.at(crew, today - timedelta(days=9)):
        asked = earlier_ends.ask(last, by=officer, end_state="revoked", reason="Nomor ini tercetak pada dua lembar.")
    with chain.at(crew, today - timedelta(days=8)):
        earlier_ends.approve(asked, by=head)
    with chain.at(crew, today - timedelta(days=2)):
        _stored(officer, WAITING)


def _stored(by: User, rows: Sequence[tuple[str, ...]]) -> ListImport:
    """The list with all rows that can be stored."""
    data = as_xlsx(HEADS, [(number, *map(_cell, row)) for number, row in enumerate(rows, 1)])
    found = list_imports.receive(data, kind=KIND, by=by)
    fields = list_imports.kind_of(found).table.fields
    mapping = {head["index"]: fields(head["field"]) for head in found.headers if head["field"]}
    found = list_imports.map_columns(found, by=by, mapping=mapping)
    lines = list_imports.lines_of(found, by=by)
    chosen = {line.row for line in list_imports.to_store(lines)}
    return list_imports.accept(found, by=by, seen=list_imports.seal_of(lines), rows=chosen)


def _cell(text: str) -> str | date:
    is_day = len(text) == 10 and text[4] == text[7] == "-"
    return date.fromisoformat(text) if is_day else text
