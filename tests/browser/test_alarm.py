"""The drill: twelve go to the workshop, eleven come back, and four people at four screens know it at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import AuditEvent
from programs.count_alarms.models import CountAlarm
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory, count_heads

PHONE = {"width": 390, "height": 844}
REASON = "Norman Fauzi dibawa ke poliklinik dari bengkel, sudah kembali 11.40"
SURE = "Saya menjelaskannya meskipun belum semua orang ditandai ada"


@pytest.fixture
def twelve(morning):
    """The class of the morning with nine more people."""
    for number in range(9):
        person = PersonFactory(facility=morning.session.facility, full_name=f"Peserta {number}", with_custody=True)
        EnrollmentFactory(batch=morning.session.batch, person=person)
    return morning


@pytest.fixture
def staff(twelve):
    facility = twelve.session.facility
    return {
        "guard": UserFactory(roles=["security_officer"], facility=facility),
        "instructor": twelve.instructor,
        "officer": UserFactory(roles=["training_officer"], facility=facility),
        "head": UserFactory(roles=["rutan_head"], facility=facility),
    }


def count(person, session, point, people, button="Catat"):
    person.go(reverse("programs:count_session", args=[session.public_id]))
    part = person.tab.get_by_role("region", name=point)
    person.write(part.get_by_label("Berapa orang"), str(people))
    part.get_by_role("button", name=button).click()
    person.reads(f"{point}: {people} tercatat.")


def strip(person):
    return person.tab.locator(".alarm-strip")


def test_eleven_of_twelve_come_back_and_all_four_know_until_it_is_explained(twelve, staff, site, visitor):
    session, elsewhere = twelve.session, reverse("accounts:account")
    people = {name: visitor(user) for name, user in staff.items()}
    guard, instructor, head = people["guard"], people["instructor"], people["head"]
    guard.tab.set_viewport_size(PHONE)
    for person in people.values():
        person.go(elsewhere)

    count(guard, session, "Berangkat", 12)
    count(instructor, session, "Tiba di bengkel", 12)
    count(instructor, session, "Keluar bengkel", 12)
    for person in people.values():
        person.tab.goto(f"{site.address}{elsewhere}")
        expect(strip(person)).to_have_count(0)
    count(guard, session, "Tiba kembali", 11)

    guard.tab.get_by_role("heading", name="Kurang 1 orang: 12 keluar bengkel, 11 tiba kembali").wait_for()
    for person in people.values():
        person.go(elsewhere)
        expect(strip(person)).to_contain_text(
            "Kurang 1 orang, Las 4/2026, 08.00–11.00: 12 keluar bengkel, 11 tiba kembali"
        )
        assert person.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        person.go("/")
        first = person.tab.locator("main .alarm h2").first
        expect(first).to_have_text("Kurang 1 orang, Las 4/2026, 08.00–11.00: 12 keluar bengkel, 11 tiba kembali")

    guard.follow("Buka hitungan")
    guard.tab.get_by_role("listitem").filter(has_text="Peserta 3").get_by_text("Ada", exact=True).click()
    guard.press("Simpan tanda nama")
    guard.reads("11 dari 12 nama", "Sudah terlihat")
    count(guard, session, "Tiba kembali", 10, button="Ganti hitungan")
    count(guard, session, "Tiba kembali", 11, button="Ganti hitungan")

    head.follow("Buka hitungan")
    head.fill("Penjelasan", "Sudah ada")
    head.press("Simpan penjelasan")
    head.reads("Tulis penjelasan paling sedikit 10 huruf.")
    head.fill("Penjelasan", REASON)
    head.tab.get_by_label(SURE).check()
    head.press("Simpan penjelasan")
    head.reads("Penjelasan tersimpan. Selisih ini hilang dari semua halaman.", REASON)

    for person in people.values():
        person.go(elsewhere)
        expect(strip(person)).to_have_count(0)
        person.go("/")
        expect(person.tab.get_by_text("Kurang 1 orang")).to_have_count(0)
    said = site.ask(lambda: AuditEvent.objects.get(action="session.explain_counts").actor_name)
    assert said == staff["head"].full_name


def test_fewer_than_expected_leave_the_block_and_the_officer_explains(twelve, staff, site, visitor):
    guard, officer, instructor = (visitor(staff[name]) for name in ("guard", "officer", "instructor"))

    count(guard, twelve.session, "Berangkat", 11)

    for person in (guard, officer, instructor):
        person.go(reverse("accounts:account"))
        expect(strip(person)).to_contain_text(
            "Kurang 1 orang, Las 4/2026, 08.00–11.00: 12 seharusnya hadir, 11 berangkat"
        )
    officer.follow("Buka hitungan")
    officer.fill("Penjelasan", "Satu orang demam, tetap di kamar")
    officer.press("Simpan penjelasan")
    officer.reads("Belum ditandai ada: ")
    officer.tab.get_by_label(SURE).check()
    officer.press("Simpan penjelasan")
    guard.go(reverse("accounts:account"))
    expect(strip(guard)).to_have_count(0)


def test_a_count_left_open_past_the_end_alarms_the_head(twelve, staff, site, visitor):
    count_heads(twelve.session, 12, leave_out=["back_in_block"])

    site.moment = twelve.session.ends_at + timedelta(minutes=11)
    head = visitor(staff["head"])
    head.go(reverse("accounts:account"))

    expect(strip(head)).to_contain_text("Hitungan belum lengkap, Las 4/2026, 08.00–11.00: sesi berakhir pukul")
    head.follow("Buka hitungan")
    head.reads("Belum dihitung")
    head.fill("Penjelasan", "Dihitung di pos, lupa dicatat penjaga")
    head.press("Simpan penjelasan")
    head.reads("Belum ditandai ada: ")
    head.tab.get_by_label(SURE).check()
    head.press("Simpan penjelasan")
    expect(strip(head)).to_have_count(0)
    assert site.ask(lambda: CountAlarm.objects.get().explained_by_id) == staff["head"].pk
