"""What remains on a shared computer after somebody leaves, and what impatient users send twice."""

from playwright.sync_api import expect

from inmates.people.models import Person
from programs.agreements.models import Agreement
from tests.factories import PersonFactory, TrainingCenterFactory, UserFactory


def test_back_button_shows_nothing_after_signing_out(site, visitor):
    person = PersonFactory(full_name="Rusmadi Contoh", with_custody=True)
    reader = visitor(UserFactory(roles=["registrar"], facility=person.facility))
    reader.go("/warga-binaan/")
    reader.follow("Rusmadi Contoh")
    reader.heading("Rusmadi Contoh")

    reader.press("Keluar")
    # The page that signing out leads to comes first; without it there is nothing to go back from.
    reader.heading("Masuk")
    for _step in range(2):
        reader.tab.wait_for_load_state()
        reader.tab.go_back()
        expect(reader.tab.get_by_role("heading", level=1)).to_have_text("Masuk")
        assert "Rusmadi" not in reader.tab.content()

    assert site.ask(Person.objects.count) == 1


def test_double_click_on_a_form_makes_one_record(site, visitor):
    officer_of = UserFactory(roles=["training_officer"])
    center = TrainingCenterFactory()
    officer = visitor(officer_of)
    officer.go("/pks/baru/")
    officer.pick("Balai latihan kerja", center.name)
    officer.fill("Nomor", "PKS-01/2026")
    officer.fill("Perihal", "Pelatihan keterampilan kerja")
    officer.fill("Berlaku mulai", "01/11/2026")
    officer.fill("Berlaku sampai", "31/10/2027")
    officer.tick("Las")
    officer.pick("Sumber dana", "APBD")

    officer.tab.get_by_role("button", name="Simpan", exact=True).dblclick()
    officer.heading("PKS-01/2026")

    assert site.ask(lambda: [agreement.number for agreement in Agreement.objects.all()]) == ["PKS-01/2026"]
