"""The demo's offices, with one user per role in each. Everything is invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts import code_cards, role_requests
from accounts.models import Facility, ProbationOffice, TrainingCenter, User
from accounts.roles import SIDES, Role, Side
from certification.certificates.models import IssueDays
from core import clock

# Role, user name and full name of the staff of the first facility and the first center.
PEOPLE = (
    (Role.REGISTRAR, "registrasi", "Siti Rahmah"),
    (Role.TRAINING_OFFICER, "pembinaan", "Nurul Huda"),
    (Role.BOARD_MEMBER, "anggota.tpp", "Fitriani Hasan"),
    (Role.BOARD_CHAIR, "ketua.tpp", "Rusmin Nuryadin"),
    (Role.RUTAN_HEAD, "kepala.upt", "Andi Hasyim"),
    (Role.SECURITY_OFFICER, "pengamanan", "Joko Purnomo"),
    (Role.CASE_OFFICER, "wali", "Laila Sari"),
    (Role.BLK_COORDINATOR, "koordinator", "Ahmad Baihaqi"),
    (Role.INSTRUCTOR, "instruktur", "Budi Santoso"),
    (Role.ASSESSOR, "asesor", "Dewi Anggraini"),
    (Role.CERTIFICATE_OFFICER, "sertifikat", "Rini Maulida"),
    (Role.BLK_HEAD, "kepala.blk", "Noor Aisyah"),
    (Role.PLACEMENT_OFFICER, "penempatan", "Lina Marlina"),
    (Role.BAPAS_OFFICER, "bapas", "Arif Rahman"),
    (Role.REGIONAL_VIEWER, "kanwil", "Hendra Gunawan"),
    (Role.AUDITOR, "auditor", "Maya Kartika"),
    (Role.ADMINISTRATOR, "administrator", "Surya Darma"),
)
# The code of the program that follows another one of its vocation, welding.
SECOND_LEVEL = "LAS-PIPA"
# A member of the first board who misses hearings.
OFTEN_AWAY = "anggota.tpp.lain"
REGION = "Kalimantan Selatan"


@dataclass(frozen=True)
class Crew:
    """A facility, the center that trains there, and the users of both by role."""

    facility: Facility
    center: TrainingCenter
    users: dict[str, User]

    def __getitem__(self, role: Role) -> User:
        return self.users[role]


def first_crew() -> Crew:
    """The Rantau detention center with the Tapin training center, and a user for every role."""
    facility = Facility.objects.create(
        code="RTN-RTU",
        name="Rumah Tahanan Negara Rantau",
        short_name="Rutan Rantau",
        city="Rantau",
        address="Jalan Contoh Nomor 10, Rantau",
        region=REGION,
        is_demo=True,
    )
    center = _center("BLK-TPN", "UPTD BLK Tapin", "Kabupaten Tapin", "Rantau", "Noor Aisyah", "Ahmad Baihaqi")
    users = {role: _user(role, username, name, facility, center) for role, username, name in PEOPLE}
    _user(Role.ADMINISTRATOR, "administrator.blk", "Yuni Astuti", None, center)
    # Texts, breaches and destruction of the center take two people.
    _user(Role.AUDITOR, "auditor.blk", "Nadia Safitri", None, center)
    _user(Role.BOARD_MEMBER, OFTEN_AWAY, "Hamdani Yusuf", facility, center)
    _user(Role.BOARD_MEMBER, "anggota.tpp.ketiga", "Mariani", facility, center)
    _user(Role.INSTRUCTOR, "instruktur.dua", "Rahmat Maulana", facility, center)
    _user(Role.ASSESSOR, "asesor.lain", "Muhammad Fadli", facility, center)
    letter = "Surat perintah Kepala Rutan 14/2026"
    role_requests.ask(users[Role.CASE_OFFICER], roles=[Role.BOARD_MEMBER], reason=letter, by=users[Role.ADMINISTRATOR])
    return Crew(facility, center, users)


def second_crew() -> Crew:
    """A second pair of offices, invisible to the users of the first."""
    facility = Facility.objects.create(
        code="RTN-KDG",
        name="Rumah Tahanan Negara Kandangan",
        short_name="Rutan Kandangan",
        city="Kandangan",
        address="Jalan Contoh Nomor 20, Kandangan",
        region=REGION,
        is_demo=True,
    )
    center = _center("BLK-HSS", "UPTD BLK Hulu Sungai", "Hulu Sungai", "Kandangan", "Gusti Yusransyah", "Salasiah")
    users = {
        role: _user(role, f"{username}.dua", f"{name.split()[0]} Kandangan", facility, center)
        for role, username, name in PEOPLE
        if SIDES[role] in (Side.FACILITY, Side.CENTER) and role != Role.INSTRUCTOR
    }
    users[Role.INSTRUCTOR] = _user(Role.INSTRUCTOR, "instruktur.kdg", "Masrani", facility, center)
    # Shows the second step of signing in; the codes stand in the README.
    codes = code_cards.Drawn.of([f"demo{number:04d}" for number in range(1, code_cards.CODES + 1)])
    code_cards.activate(code_cards.print_card(users[Role.RUTAN_HEAD], by=None, drawn=codes), by=None)
    return Crew(facility, center, users)


@cache
def _hashed(password: str) -> str:
    """Everybody shares the demo password, so hash it once: hashing is deliberately slow."""
    return make_password(password)


def _center(code: str, name: str, district: str, city: str, head: str, coordinator: str) -> TrainingCenter:
    center = TrainingCenter.objects.create(
        code=code,
        name=name,
        short_name=name,
        city=city,
        place_of_issue=city,
        address=f"Jalan Contoh Nomor 1, {city}, Kalimantan Selatan",
        telephone="(0517) 31 234",
        official_name=f"UPTD BALAI LATIHAN KERJA {district.upper()}",
        parent_name=f"PEMERINTAH {district.upper()}",
        head_name=head,
        head_title="Kepala UPTD Balai Latihan Kerja",
        head_number="NIP 19740312 200003 2 004",
        coordinator_name=coordinator,
        coordinator_number="NIP 19850917 201101 1 012",
        is_demo=True,
    )
    # The past is made in a night, so days of issue are fixed from tomorrow on only.
    IssueDays.objects.create(training_center=center, valid_from=date(2020, 1, 1), days="")
    fix_issue_days(center, tomorrow=clock.today(center.time_zone) + timedelta(days=1))
    return center


def fix_issue_days(center: TrainingCenter, *, tomorrow: date) -> None:
    """Lets certificates be issued on the 1st and 15th from that day on."""
    center.issue_days.exclude(days="").delete()
    IssueDays.objects.create(training_center=center, valid_from=tomorrow, days="1,15")


def _probation_office() -> ProbationOffice:
    name = "Balai Pemasyarakatan Amuntai"
    office, _made = ProbationOffice.objects.get_or_create(
        code="BPS-AMT", defaults={"name": name, "short_name": "Bapas Amuntai", "city": "Amuntai", "is_demo": True}
    )
    return office


def _user(role: Role, username: str, name: str, facility: Facility | None, center: TrainingCenter) -> User:
    side = SIDES[role]
    in_facility = side == Side.FACILITY or (side == Side.BOTH and facility is not None)
    user = User.objects.create(
        username=username,
        password=_hashed(settings.DEMO_PASSWORD),
        full_name=name,
        facility=facility if in_facility else None,
        training_center=center if side == Side.CENTER or (side == Side.BOTH and not in_facility) else None,
        probation_office=_probation_office() if side == Side.PROBATION else None,
        region=REGION if side == Side.REGION else "",
        is_demo=True,
    )
    user.groups.add(Group.objects.get(name=role))
    return user
