"""Entry rules and weights on their pages: reading, drafting, looking ahead, putting in force."""

import re
import uuid
from datetime import date

import pytest

from core.models import AccessLogEntry
from programs.entry_rules import rule_sets
from programs.entry_rules import verdicts as entry_rules
from programs.entry_rules.models import EntryRuleSet, RankingScale
from tests.factories import BatchFactory, EntryRuleSetFactory, PersonFactory, ProgramFactory, UserFactory
from tests.html import compact
from tests.programs.addresses import url

pytestmark = pytest.mark.django_db
REASON = "Perintah Karutan nomor 12"
FORCE = {"valid_from": "01/12/2026", "reason": REASON}
EMPTY = {"status": "", "age_minimum": "", "age_maximum": "", "education": "", "months": "", "share_served": ""}


@pytest.fixture
def version(officer):
    batch = BatchFactory(facility=officer.facility, version__program__name="Las Pipa")
    EntryRuleSetFactory(version=batch.version, number=1, parts={"age": {"minimum": 18}})
    return batch.version


@pytest.fixture
def site(sign_in, officer):
    return sign_in(officer)


@pytest.fixture
def draft(version, officer):
    return rule_sets.draft(version, by=officer, facility=officer.facility, parts={"education": {"minimum": "SMP"}})


# Reading


def test_page_tells_what_holds_today_and_what_held_before(version, officer, draft, site):
    rule_sets.put_in_force(draft, by=officer, valid_from=date(2026, 11, 23), reason=REASON)
    rule_sets.set_scale(
        version,
        by=officer,
        facility=officer.facility,
        points={"need": 60, "interest": 40},
        valid_from=date(2026, 11, 23),
        reason=REASON,
    )

    page = compact(site.get(url("entry_rules", version)).content.decode())

    assert "Pendidikan paling rendah SMP." in page
    assert "Berusia 18 tahun ke atas" not in page, "the facility's own rules stand in the place of the program's"
    assert re.findall(r'<td class="num"[^>]*>(\d+)</td><th scope="row"[^>]*><a', page) == ["2", "1"]
    assert re.findall(r'<th scope="row"[^>]*>([^<]+)</th><td class="num[^>]*>(\d+)</td>', page)[:3] == [
        ("Minat", "40"),
        ("Kebutuhan", "60"),
        ("Lama menunggu", "0"),
    ]
    assert REASON in page
    assert url("entry_rules_edit", version) in page


def test_draft_is_found_from_the_page(version, draft, site):
    page = site.get(url("entry_rules", version)).content.decode()

    assert url("entry_rule_set", draft) in page
    assert "Berusia 18 tahun ke atas" in page, "a draft changes nothing"


@pytest.mark.parametrize("count", [1, 30])
def test_many_decisions_cost_no_more_queries(version, officer, site, django_assert_num_queries, count):
    for number in range(2, count + 2):
        EntryRuleSetFactory(version=version, facility=officer.facility, number=number, decided_by=officer)
        RankingScale.objects.create(
            version=version,
            facility=officer.facility,
            number=number,
            decided_by=officer,
            points={"need": 1},
            valid_from=date(2026, 1, 1),
        )
    site.get(url("entry_rules", version))

    with django_assert_num_queries(8):
        site.get(url("entry_rules", version))


# Drafting


def test_every_part_of_the_form_becomes_a_rule_and_is_shown_again(version, officer, site):
    needed = ProgramFactory(training_center=version.program.training_center, name="Las Dasar")
    BatchFactory(facility=officer.facility, version__program=needed)
    data = {
        "status": "remand",
        "age_minimum": "18",
        "age_maximum": "50",
        "education": "SD",
        "time_left": "on",
        "months": "24",
        "share_served": "1/3",
        "conduct": ["good"],
        "risk": ["low", "medium"],
        "fitness": ["fit"],
        "prerequisite": str(needed.public_id),
        "plain": ["suspension", "clash", "apart"],
    }

    answer = site.post(url("entry_rules_edit", version), data)

    made = EntryRuleSet.objects.get(state="draft")
    assert answer.headers["Location"] == url("entry_rule_set", made)
    assert made.parts == {
        "status": {"sentenced": False},
        "age": {"minimum": 18, "maximum": 50},
        "education": {"minimum": "SD"},
        "time_left": {"months": 24},
        "share_served": {"least": "1/3"},
        "conduct": {"allowed": ["good"]},
        "risk": {"allowed": ["low", "medium"]},
        "fitness": {"allowed": ["fit"]},
        "prerequisite": {"program": str(needed.public_id), "name": "Las Dasar"},
        "suspension": {},
        "clash": {},
        "apart": {},
    }
    page = site.get(url("entry_rules_edit", version))
    assert set(page.context["form"].fields) == {*data, "seen"}, "every field is filled in above"
    form = compact(page.content.decode())
    checked = re.findall(r'name="(\w+)" value="([^"]*)"[^>]*checked', form)
    assert sorted(checked) == sorted(
        [
            ("status", "remand"),
            ("conduct", "good"),
            ("risk", "low"),
            ("risk", "medium"),
            ("fitness", "fit"),
            ("plain", "suspension"),
            ("plain", "clash"),
            ("plain", "apart"),
        ]
    )
    assert re.findall(r'<option value="([^"]+)" selected', form) == ["SD", "1/3", str(needed.public_id)]


def test_form_begins_with_the_rules_in_force(version, site):
    form = site.get(url("entry_rules_edit", version)).context["form"]

    assert (form["age_minimum"].value(), form["status"].value(), form["plain"].value()) == (18, "", [])


def test_usual_rules_pass_through_the_form_unchanged(version, officer, site):
    rule_sets.draft(version, by=officer, facility=officer.facility, parts=entry_rules.default_rules())
    form = site.get(url("entry_rules_edit", version)).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [], False)}

    site.post(url("entry_rules_edit", version), data)

    assert EntryRuleSet.objects.get(state="draft").parts == entry_rules.default_rules()


def test_nothing_asked_is_a_draft_too(version, site):
    site.post(url("entry_rules_edit", version), EMPTY)

    assert EntryRuleSet.objects.get(state="draft").parts == {}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"months": "6"}, "Centang ini juga: bulan dihitung sejak uji selesai."),
        ({"age_maximum": "40"}, "Tulis juga usia terendah."),
        ({"age_minimum": "40", "age_maximum": "30"}, "Usia: tulis usia terendah"),
        ({"age_minimum": "x"}, "Tulis angka bulat."),
        ({"time_left": "on", "months": "0"}, "Angka ini paling sedikit 1."),
        ({"prerequisite": "nonsense"}, "bukan UUID yang valid"),
        ({"prerequisite": str(uuid.uuid4())}, "Pilih dari daftar."),
        ({"risk": ["good"]}, "“good” tidak ada dalam pilihan."),
    ],
)
def test_draft_that_is_refused_says_why(version, site, changes, sentence):
    answer = site.post(url("entry_rules_edit", version), EMPTY | changes)

    assert (answer.status_code, EntryRuleSet.objects.filter(state="draft").count()) == (422, 0)
    assert sentence in answer.content.decode()


# Looking ahead


@pytest.fixture
def people(officer):
    return [
        PersonFactory(facility=officer.facility, full_name=name, education=education)
        for name, education in (("Ani", "SD"), ("Budi", "SMA"), ("Cici", ""), ("Dedi", "S1"))
    ]


def test_draft_is_looked_at_against_todays_people(draft, people, site):
    page = site.get(url("entry_rule_set", draft)).content.decode()

    assert re.findall(r'tally__n num">(\d+)<', page) == ["2", "1", "1"]
    assert "Belum ada angkatan" in page
    assert f'action="{url("entry_rule_force", draft)}"' in page
    assert f'action="{url("entry_rule_discard", draft)}"' in page


def test_batch_that_is_asked_for_is_named(draft, officer, site):
    BatchFactory(
        version=draft.version,
        facility=officer.facility,
        name="Las 9/2026",
        state="planned",
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 8),
        assessment_on=date(2027, 1, 9),
    )

    assert "Las 9/2026" in site.get(url("entry_rule_set", draft)).content.decode()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("meets", ["Budi", "Dedi"]),
        ("fails", ["Ani"]),
        ("missing", ["Cici"]),
        ("nonsense", ["Budi", "Dedi"]),
        ("", ["Budi", "Dedi"]),
    ],
)
def test_each_number_opens_the_people_behind_it(draft, people, site, asked, names):
    page = site.get(url("entry_rule_people", draft), {"hasil": asked}).content.decode()

    assert re.findall(r'class="rowlink"[^>]*>([^<]+)', page) == names
    assert AccessLogEntry.objects.get().subject == "people under entry rules"


def test_reasons_stand_beside_the_people(draft, people, site):
    page = site.get(url("entry_rule_people", draft), {"hasil": "fails"}).content.decode()

    assert "Pendidikan terakhir SD; paling rendah SMP." in page


@pytest.mark.parametrize("name", ["entry_rule_set", "entry_rule_people"])
@pytest.mark.parametrize("count", [1, 30])
def test_looking_ahead_costs_the_same_for_one_and_thirty(draft, officer, site, django_assert_num_queries, name, count):
    PersonFactory.create_batch(count, facility=officer.facility, with_custody=True)
    site.get(url(name, draft))

    with django_assert_num_queries({"entry_rule_set": 8, "entry_rule_people": 9}[name]):
        site.get(url(name, draft))


def test_people_are_paged(draft, officer, site):
    for number in range(31):
        PersonFactory(facility=officer.facility, full_name=f"Person {number:02d}")

    first = site.get(url("entry_rule_people", draft), {"hasil": "meets"})
    second = site.get(url("entry_rule_people", draft) + first.context["page"].next)

    assert [len(answer.context["page"]) for answer in (first, second)] == [30, 1]
    assert second.context["page"].rows[0].person.full_name == "Person 30"


# Putting in force


def test_draft_takes_force_on_its_page(draft, version, site):
    answer = site.post(url("entry_rule_force", draft), FORCE)

    draft.refresh_from_db()
    page = site.get(url("entry_rule_set", draft)).content.decode()
    assert answer.headers["Location"] == url("entry_rules", version)
    assert (draft.state, draft.valid_from, draft.reason) == ("in_force", date(2026, 12, 1), REASON)
    assert f'action="{url("entry_rule_force", draft)}"' not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_from": "22/11/2026"}, "Tanggal itu sudah lewat."),
        ({"reason": "perintah"}, "Tulis alasan paling sedikit 10 huruf."),
        ({"valid_from": ""}, "Bagian ini belum diisi."),
    ],
)
def test_force_that_is_refused_says_why(draft, people, site, changes, sentence):
    answer = site.post(url("entry_rule_force", draft), FORCE | changes)

    draft.refresh_from_db()
    assert (answer.status_code, draft.state) == (422, "draft")
    assert sentence in answer.content.decode()


def test_draft_that_somebody_else_changed_takes_no_force_unread(draft, version, officer, site):
    shown = site.get(url("entry_rule_set", draft)).context["form"].as_sent()
    del shown["rules"]
    rule_sets.draft(version, by=officer, facility=officer.facility, parts={"age": {"minimum": 21}})

    refused = site.post(url("entry_rule_force", draft), shown | FORCE)
    draft.refresh_from_db()
    state = draft.state
    again = {name: field.value() for name, field in ((one.name, one) for one in refused.context["form"])}
    del again["rules"]
    answer = site.post(url("entry_rule_force", draft), again)

    draft.refresh_from_db()
    assert (refused.status_code, state, answer.status_code, draft.state) == (422, "draft", 302, "in_force")
    assert "Orang lain telah mengubah data ini" in refused.content.decode()
    assert "21" in str(refused.context["form"].non_field_errors())


def test_what_is_in_force_is_not_put_in_force_again(draft, site):
    site.post(url("entry_rule_force", draft), FORCE)

    answer = site.post(url("entry_rule_force", draft), FORCE)

    assert answer.status_code == 422


def test_draft_is_thrown_away_on_its_page(draft, version, site):
    answer = site.post(url("entry_rule_discard", draft))

    assert answer.headers["Location"] == url("entry_rules", version)
    assert not EntryRuleSet.objects.filter(state="draft").exists()


def test_rules_in_force_are_not_thrown_away(draft, site):
    site.post(url("entry_rule_force", draft), FORCE)

    answer = site.post(url("entry_rule_discard", draft))

    assert answer.status_code == 422
    assert "Syarat ini sudah pernah diberlakukan. Susun rancangan baru." in answer.content.decode()


# Weights


def weights(**changes):
    return {
        "interest": "10",
        "need": "20",
        "waiting": "30",
        "time_left": "40",
        "first_training": "0",
        **FORCE,
        **changes,
    }


def test_weights_are_set_on_their_page(version, officer, site):
    form = site.get(url("ranking_scale_edit", version)).content.decode()
    answer = site.post(url("ranking_scale_edit", version), weights())

    made = RankingScale.objects.get()
    values = re.findall(r'name="(\w+)" value="(\d+)"', form)
    assert [(name, value) for name, value in values if name != "mencari"][:5] == [
        ("interest", "30"),
        ("need", "15"),
        ("waiting", "20"),
        ("time_left", "15"),
        ("first_training", "20"),
    ]
    assert answer.headers["Location"] == url("entry_rules", version)
    assert made.points == {"interest": 10, "need": 20, "waiting": 30, "time_left": 40, "first_training": 0}
    assert (made.facility, made.valid_from) == (officer.facility, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"need": "101"}, "100"),
        ({"need": ""}, "Bagian ini belum diisi."),
        ({"valid_from": "22/11/2026"}, "Tanggal itu sudah lewat."),
        (dict.fromkeys(["interest", "need", "waiting", "time_left"], "0"), "Tidak ada bagian yang memberi skor"),
    ],
)
def test_weights_that_are_refused_say_why(version, site, changes, sentence):
    answer = site.post(url("ranking_scale_edit", version), weights(**changes))

    assert (answer.status_code, RankingScale.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


# Strangers and other roles


WRITE = ["entry_rules_edit", "ranking_scale_edit", "entry_rule_force", "entry_rule_discard"]


@pytest.mark.parametrize("name", ["entry_rules", "entry_rule_set", "entry_rule_people", *WRITE])
def test_other_facility_finds_neither_rules_nor_draft(version, draft, sign_in, name):
    client = sign_in(UserFactory(roles=["training_officer"]))
    row = draft if name.startswith("entry_rule_") else version

    answer = client.post(url(name, row)) if name in WRITE else client.get(url(name, row))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["entry_rules", "entry_rule_set", "entry_rule_people", *WRITE])
def test_board_reads_the_rules_and_changes_none(version, draft, officer, sign_in, name):
    client = sign_in(UserFactory(roles=["board_chair"], facility=officer.facility))
    row = draft if name.startswith("entry_rule_") else version

    answer = client.post(url(name, row), FORCE) if name in WRITE else client.get(url(name, row))

    assert answer.status_code == (403 if name in WRITE else 200)


def test_board_is_offered_no_change(version, draft, officer, sign_in):
    client = sign_in(UserFactory(roles=["board_chair"], facility=officer.facility))

    pages = (
        client.get(url("entry_rules", version)).content.decode()
        + client.get(url("entry_rule_set", draft)).content.decode()
    )

    for name, row in (("entry_rules_edit", version), ("ranking_scale_edit", version), ("entry_rule_force", draft)):
        assert url(name, row) not in pages
