"""Two people with equal learning records, one trained in custody and one in a public class, look the same.

Every page, paper and file in which a training center reads of one of them says the same but for name, number and code.
Not asked are pages of a class as such: the center plans a class in a detention center together with it.
"""

import json
import re
from datetime import date, time

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from certification.certificates import certificate_rendering, issue_certificates
from certification.register.models import Certificate
from certification.verification import statement_keys, tokens
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.placement import introduction_letter
from tests.certification.verification.keys import jwks
from tests.factories import (
    BatchFactory,
    EnrollmentFactory,
    ProgramVersionFactory,
    SessionFactory,
    TrainingCenterFactory,
    UserFactory,
)
from tests.factories.certification import approved, assess_all, finalized, mark_all, sign
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, contact
from tests.factories.placement import VacancyFactory, introduced
from tests.papers import pages

pytestmark = pytest.mark.django_db
# As long as each other, so that what is cut or broken into lines is so in the same place.
NAMES = ("Rahman Ahmad", "Rahmat Ahmad")
# Ids, digests, tokens of forms, and keys of rows.
UNLIKE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{64}\b|[A-Za-z0-9+/_-]{32,}"
    r"|nonce-\S+|\bh-\d+\b|name=.seen. value=.\d+|•••• \d+|0812-\d{4}-\d{4}"
)
ABOUT = {
    "enrollment": (
        "programs:participant_detail programs:participant_steps programs:recognized_unit_new outcomes:consent_ask "
        "outcomes:consent_print outcomes:aid_person outcomes:aid_new"
    ),
    "person": "outcomes:passport_print",
    "certificate": (
        "certification:certificate_detail certification:certificate_print certification:hand_over "
        "certification:certificate_replace certification:certificate_preview certification:revocation_request "
        "certification:official_upload"
    ),
    "consent": (
        "outcomes:consent_detail outcomes:consent_boxes outcomes:contact_add outcomes:consent_withdraw "
        "outcomes:consent_death outcomes:consent_hearsay outcomes:papers_note outcomes:visit_note outcomes:wish_edit"
    ),
    "introduction": "outcomes:introduction_detail outcomes:introduction_letter",
}
LISTS = (
    "programs:participant_list certification:certificate_list certification:outstanding "
    "outcomes:introduction_list outcomes:consent_list certification:register outcomes:passport_list "
    "outcomes:aid_recipients outcomes:help_list"
)
ROLES = (
    Role.BLK_COORDINATOR,
    Role.CERTIFICATE_OFFICER,
    Role.BLK_HEAD,
    Role.PLACEMENT_OFFICER,
    Role.ASSESSOR,
    Role.INSTRUCTOR,
)


class Graduate:
    """Somebody with a class, a certificate, an agreement to be asked, a call that is due and an introduction."""

    def __init__(self, center, version, vacancy, *, name, is_open):
        self.center, self.name = center, name
        self.number = "081200007731" if is_open else "081200007732"
        fields = {"is_open": True} if is_open else {"room": "Bengkel BLK"}
        batch = BatchFactory(version=version, training_center=center, name="Las 1/2026", state="finished", **fields)
        way = {"in_public": True} if is_open else {}
        self.enrollment = EnrollmentFactory(batch=batch, state="completed", **way)
        self.person = self.enrollment.person
        Person.objects.filter(pk=self.person.pk).update(full_name=name, name_key=name.lower(), name_sort=name.lower())
        self.person.refresh_from_db()
        self.staff = {role: UserFactory(roles=[role], training_center=center, full_name=str(role)) for role in ROLES}
        for role in (Role.ASSESSOR, Role.INSTRUCTOR):
            batch.staff.create(user=self.staff[role], duty=role.value)
        for hour in (8, 13):
            clock_time = {"clock_time": time(hour), "jp": version.total_jp // 2}
            held = SessionFactory(batch=batch, instructor=self.staff[Role.INSTRUCTOR], **clock_time, **finalized())
            mark_all(held, [self.enrollment])
        assess_all(batch, by=self.staff[Role.ASSESSOR])
        sign(batch)
        officer = self.staff[Role.CERTIFICATE_OFFICER]
        self.certificate: Certificate = issue_certificates.issue(
            approved(self.enrollment), by=officer, render_after=False
        )
        self.file = certificate_rendering.render(self.certificate)
        # Both are outside now.
        CustodyPeriod.objects.filter(person=self.person).update(until=date(2026, 11, 22), leaving="full_term")
        Person.objects.filter(pk=self.person.pk).update(facility=None)
        self.person.refresh_from_db()
        self._follow(vacancy)

    def _follow(self, vacancy):
        by = self.staff[Role.PLACEMENT_OFFICER]
        boxes = {"may_match": True, "may_visit": True}
        self.consent = ConsentFactory(person=self.person, training_center=self.center, recorded_by=by, **boxes)
        contact(self.consent, self.number)
        OutcomeFactory(consent=self.consent, wave="w2", told_on=date(2026, 9, 9), help_wanted="LOWONGAN")
        self.follow_up = FollowUpFactory(consent=self.consent)
        made = introduced(vacancy, self.consent)
        made.letter = introduction_letter.words_for(made)
        made.step = "ORANG_SETUJU"
        made.save()
        self.introduction = made

    def plain(self, text):
        """The text with what may differ taken out."""
        for own in (self.certificate.number_text, self.certificate.number_text.replace("/", "-")):
            text = text.replace(own, "[number]")
        code = self.certificate.code
        for own in (code, *self.certificate.snapshot["check"]["code"], code.lower()):
            text = text.replace(own, "[code]")
        for own in (self.name, self.name.lower().replace(" ", "-"), self.name.split()[0]):
            text = text.replace(own, "[name]")
        return UNLIKE.sub("[id]", text)


@pytest.fixture
def graduates():
    center = TrainingCenterFactory()
    statement_keys.new_key(center)
    version = ProgramVersionFactory(program__training_center=center, total_jp=8, units=2, class_minimum=1)
    vacancy = VacancyFactory(training_center=center)
    kinds = zip(NAMES, (False, True), strict=True)
    found = [Graduate(center, version, vacancy, name=name, is_open=is_open) for name, is_open in kinds]
    # Who did something is somebody else for each, and no difference between them.
    User.objects.update(full_name="Petugas BLK")
    return found


def read(client, address, graduate):
    """Status, headers that a reader sees, and the words of a page, paper or file."""
    answer = client.get(address)
    content = answer.content
    told = pages(content) if answer.get("Content-Type") == "application/pdf" else [content.decode()]
    names = [answer.get(header, "") for header in ("Content-Type", "Content-Disposition", "Location")]
    return answer.status_code, [graduate.plain(text) for text in (*names, *told)]


def differences(graduates, ask):
    one, other = (ask(graduate) for graduate in graduates)
    if one == other:
        return []
    lines = ["\n".join(told).split("\n") for _status, told in (one, other)]
    odd = [pair for pair in zip(*lines, strict=False) if pair[0].strip() != pair[1].strip()]
    return [(one[0], other[0], len(lines[0]), len(lines[1]), odd[:3])]


def test_every_page_of_a_person_is_the_same(sign_in, graduates):
    found, opened = {}, set()
    for role in ROLES:
        for kind, name in [(kind, name) for kind, names in ABOUT.items() for name in names.split()]:

            def ask(graduate, name=name, kind=kind, role=role):
                address = reverse(name, args=[getattr(graduate, kind).public_id])
                return read(sign_in(graduate.staff[role]), address, graduate)

            if ask(graduates[0])[0] == 200:
                opened.add(name)
            if odd := differences(graduates, ask):
                found[role.value, name] = odd

    assert found == {}
    assert opened == {name for names in ABOUT.values() for name in names.split()}


def test_every_list_tells_the_same_of_both(sign_in, graduates):
    """A row of a list, as far as it goes from one name to the end of its row."""
    found, listed = {}, set()
    for role in ROLES:
        for name in LISTS.split():
            query = "?jawaban=ada" if name == "outcomes:consent_list" else ""
            pages_read = [sign_in(graduate.staff[role]).get(reverse(name) + query) for graduate in graduates]
            rows = [_rows_of(answer, graduate) for answer, graduate in zip(pages_read, graduates, strict=True)]
            if rows[0] != rows[1]:
                found[role.value, name] = rows
            if rows[0]:
                listed.add(name)

    assert found == {}
    assert listed == set(LISTS.split())


def _rows_of(answer, graduate):
    if answer.status_code != 200:
        return []
    rows = re.findall(r"<(tr|li|article)\b(.*?)</\1>", answer.content.decode(), re.DOTALL)
    return [graduate.plain(" ".join(row.split())) for _tag, row in rows if graduate.name.split()[0] in row]


def test_a_call_is_the_same(sign_in, graduates):
    def told(graduate):
        address = f"{reverse('outcomes:call_list')}?siapa={graduate.follow_up.public_id}"
        status, texts = read(sign_in(graduate.staff[Role.PLACEMENT_OFFICER]), address, graduate)
        # Beside the call stands who comes next, which is the other one.
        before, _beside = texts[-1].split("Berikutnya", 1)
        return status, before

    one, other = map(told, graduates)
    assert one[0] == 200
    assert one == other


def test_the_call_list_on_paper_says_the_same(sign_in, graduates):
    by = graduates[0].staff[Role.PLACEMENT_OFFICER]
    (page,) = pages(sign_in(by).get(reverse("outcomes:call_list_print")).content)

    rows = [re.search(rf"RA {graduate.name.split()[0]} (.*?)(?= \d RA| Dihitung)", page)[1] for graduate in graduates]
    assert rows == ["0812-0000-7732", "0812-0000-7731"]


@pytest.mark.parametrize("name", ["batch_presence_csv", "batch_hours_csv"])
def test_files_of_attendance_say_the_same(sign_in, graduates, name):
    def told(graduate):
        by = sign_in(graduate.staff[Role.BLK_COORDINATOR])
        answer = by.get(reverse(f"programs:{name}", args=[graduate.enrollment.batch.public_id]))
        return answer.status_code, graduate.plain(answer.content.decode())

    one, other = map(told, graduates)
    assert one[0] == 200
    assert one == other


def test_check_page_paper_and_credential_say_the_same(client, graduates):
    def told(graduate):
        certificate = Certificate.objects.get(pk=graduate.certificate.pk)
        addresses = [reverse("certification:check", args=[certificate.code])]
        addresses.append(f"{addresses[0]}?bahasa=en")
        credential = json.dumps(tokens.read(certificate.credential.token, jwks()), ensure_ascii=False)
        index = f'"statusListIndex": "{certificate.status_index}"'
        words = [credential.replace(index, "[index]").replace(f"#{certificate.status_index}", "#[index]")]
        words += pages(bytes(graduate.file.content)) + [client.get(address).content.decode() for address in addresses]
        return [graduate.plain(text) for text in words], len(graduate.file.content)

    one, other = map(told, graduates)
    assert one == other
