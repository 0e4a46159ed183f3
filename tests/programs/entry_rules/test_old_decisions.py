"""A decision is read with the rules and the data of its own day, on its page, whatever has changed since."""

from datetime import date, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from core import clock
from inmates.custody import classifications, limiting_dates
from inmates.profile import person_records
from programs.batches.models import Batch
from programs.entry_rules import rule_sets
from programs.selection import application_decisions, tpp_hearings
from tests.factories import BatchFactory, EntryRuleSetFactory, PersonFactory, UserFactory
from tests.sitting import sitting

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")
MARCH, APRIL = datetime(2026, 3, 10, 9, tzinfo=WITA), datetime(2026, 4, 2, 9, tzinfo=WITA)


class Words(HTMLParser):
    """What a page says, without its marks."""

    def __init__(self, page):
        super().__init__()
        self.text = ""
        self.feed(page)

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def batch():
    batch = BatchFactory(
        state=Batch.State.SELECTING,
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 7, 10),
        assessment_on=date(2026, 7, 13),
    )
    EntryRuleSetFactory(
        version=batch.version,
        number=1,
        facility=batch.facility,
        parts={"education": {"minimum": "SMP"}, "time_left": {}, "conduct": {"allowed": ["good", "fair"]}},
    )
    return batch


def user(batch, role):
    return UserFactory(roles=[role], facility=batch.facility)


def test_a_decision_of_march_shows_the_rules_and_the_data_of_march(batch, sign_in):
    roles = ("training_officer", "registrar", "board_chair", "board_member")
    officer, registrar, chair, member = (user(batch, role) for role in roles)
    with clock.moved_to(MARCH):
        person = PersonFactory(facility=batch.facility, education="SD", with_custody=True)
        limit = {"kind": "integration", "date": date(2026, 7, 12), "source": "document"}
        limiting_dates.set_limiting_date(person, by=registrar, **limit)
        application = application_decisions.apply(
            by=officer, batch=batch, person=person, source="person", consent_on=MARCH.date(), interest=4
        )
        sitting(by=officer, batch=batch, held_on=MARCH.date(), place="Aula", chair=chair, members=[member])
        application_decisions.decide(application, by=chair, outcome="rejected", reason="Bebas sebelum uji selesai")
        tpp_hearings.close_hearing(batch.hearings.get(), by=chair)

    with clock.moved_to(APRIL):
        draft = rule_sets.draft(
            batch.version,
            by=officer,
            facility=batch.facility,
            parts={"education": {"minimum": "SD"}, "time_left": {"months": 60}, "risk": {"allowed": ["low"]}},
        )
        rule_sets.put_in_force(draft, by=officer, valid_from=APRIL.date(), reason="Kesepakatan rapat April")
        limiting_dates.set_limiting_date(
            person, by=registrar, kind="integration", date=date(2026, 9, 1), source="document"
        )
        person_records.correct_profile(person, by=registrar, values={"education": "SMA"})
        fields = {"kind": "conduct", "value": "good", "from_date": APRIL.date(), "until": date(2026, 9, 30)}
        classifications.classify(person, by=registrar, **fields)
        page = sign_in(chair).get(reverse("programs:application_detail", args=[application.public_id])).content.decode()

    today, _heading, kept = " ".join(Words(page).text.split()).partition("Syarat saat diajukan")
    in_march = [
        "Pendidikan terakhir SD; paling rendah SMP.",
        "Bebas 12 Jul 2026, sebelum kursus dan uji selesai (13 Jul 2026).",
        "Perilaku belum dinilai. Lengkapi dahulu.",
    ]
    in_april = [
        "Pendidikan terakhir SMA/SMK.",
        "Paling cepat bebas 1 Sep 2026; kursus dan uji sudah selesai saat itu (13 Jul 2026).",
        "Risiko belum dinilai. Lengkapi dahulu.",
    ]
    assert [sentence in kept for sentence in in_march + in_april] == [True] * 3 + [False] * 3
    assert [sentence in today for sentence in in_march + in_april] == [False] * 3 + [True] * 3
    assert kept.count("Pendidikan paling rendah SMP.") == 2, "asked at the application and at the decision"
