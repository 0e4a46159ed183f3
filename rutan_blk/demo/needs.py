"""Answers in invented intake interviews, and steps of training plans."""

from datetime import date, time, timedelta
from random import Random

from accounts.roles import Role
from core import clock
from inmates.people.models import Person
from programs.catalog.models import Vocation
from programs.interviews import interview_records
from programs.interviews.models import Interview, Skill, TrainingGoal
from rutan_blk.demo.cast import Crew

WORK = (
    "Buruh bangunan 3 tahun",
    "Sopir truk 5 tahun",
    "Petani karet",
    "Pedagang sayur",
    "Nelayan",
    "Buruh tambang",
    "Montir bengkel motor 2 tahun",
    "Penjahit rumahan",
    "Belum pernah bekerja tetap",
    "",
)
PAPERS = ("", "", "", "", "Sertifikat mengemudi alat berat, 2019", "Piagam kursus komputer, 2021")
WISHES = (
    "Membuka bengkel las di desa",
    "Bekerja di bengkel saudara",
    "Membuka usaha jahit",
    "Kembali bertani",
    "Mencari kerja di kota",
    "Berjualan mebel buatan sendiri",
    "Belum tahu",
)
ADJUSTMENTS = ("Tidak boleh mengangkat beban lebih dari 10 kg", "Perlu kacamata baca", "Duduk dekat instruktur")
# The step, the number of days until it was due, and its outcome (empty: still open).
STEPS = (
    ("Menamatkan pelatihan las dasar", 45, TrainingGoal.State.REACHED, "Tamat dengan semua unit kompeten."),
    ("Ikut kursus membaca gambar teknik", 30, TrainingGoal.State.REACHED, "Hadir delapan kali dari sepuluh."),
    ("Melengkapi ijazah paket B", 40, TrainingGoal.State.DROPPED, "Berkas dari sekolah lama tidak ditemukan."),
    ("Menyerahkan formulir pengajuan pelatihan menjahit", 50, "", ""),
    ("Membuat rencana usaha satu halaman", 56, "", ""),
    ("Menyiapkan dokumen untuk uji kompetensi", 75, "", ""),
    ("Menamatkan pelatihan mebel", 130, "", ""),
    ("Menghubungi bengkel calon pemberi kerja", 160, "", ""),
    ("Mendaftar kursus komputer dasar", 90, "", ""),
)


def talk_to_most(crew: Crew, *, since: date, leave_out: int, seed: int) -> None:
    """Interviews everybody in the facility except `leave_out` people, each on some day after `since`."""
    random = Random(seed)
    vocations = list(Vocation.objects.order_by("code"))
    people = list(Person.objects.filter(facility=crew.facility).order_by("name_sort", "pk"))
    random.shuffle(people)
    for number, person in enumerate(people[leave_out:]):
        day = since + timedelta(days=number % 40)
        with clock.moved_to(clock.at(day, time(10), crew.facility.time_zone)):
            interview_records.record_interview(
                person,
                by=crew[Role.TRAINING_OFFICER],
                held_on=day - timedelta(days=number % 3),
                said=_said(person, vocations, random),
                entry=random.choice(Interview.Entry.values),
            )


def _said(person: Person, vocations: list[Vocation], random: Random) -> interview_records.Said:
    return interview_records.Said(
        skills=tuple(random.sample(Skill.values, random.choice((0, 1, 1, 2, 3)))),
        prior_work=random.choice(WORK),
        prior_certificates=random.choice(PAPERS),
        education=person.education,
        interests=tuple(random.sample(vocations, random.choice((1, 2, 3)))),
        wishes=random.choice(WISHES),
        adjustments=random.choice(ADJUSTMENTS) if random.random() < 0.08 else "",
    )


def set_goals(crew: Crew, *, on: date) -> None:
    """Sets one step for each of the first wards on that day: some now closed, some open, some overdue."""
    officer = crew[Role.TRAINING_OFFICER]
    wards = Person.objects.filter(facility=crew.facility).order_by("name_sort", "pk")
    morning = clock.at(on, time(9), crew.facility.time_zone)
    for person, (text, days, state, result) in zip(wards, STEPS, strict=False):
        with clock.moved_to(morning):
            goal = interview_records.set_goal(person, by=officer, text=text, due_on=on + timedelta(days=days))
        if state:
            with clock.moved_to(morning + timedelta(days=days - 2)):
                interview_records.close_goal(goal, by=officer, state=state, note=result)
