"""Two pairs of offices with one of everything, so that each page has an own object and a foreign one."""

import io
import tempfile
from contextlib import contextmanager
from datetime import date, time, timedelta
from uuid import uuid4

import pikepdf
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import override_settings
from PIL import Image

from accounts import code_cards, factor_marks, role_requests
from accounts.models import SecurityKey, User
from accounts.permissions import PERMISSIONS
from accounts.roles import SIDES, Role, Side
from certification.assessment import (
    appeal_ends,
    batch_sign_off,
    early_sign_off,
    minutes_supplements,
    result_corrections,
    result_evidence,
)
from certification.assessment import result_appeals as appeal_deciding
from certification.certificates import issue_certificates as certificates
from certification.certificates.inbox_kinds import STATEMENT_DUE
from certification.earlier_certificates import earlier_ends
from certification.outside_tests import body_certificates, result_import
from certification.outside_tests.result_columns import Field as ResultField
from certification.register.models import Certificate, CertificateFile, PrintRecord, SignedReceipt
from certification.sealing.models import OfficialFile
from certification.verification.models import Credential, StatusList
from core import audit, clock
from core.exporting import as_xlsx
from core.models import AccessLogEntry, Job, JobItem
from core.scans import keep_scan
from inmates.consents.models import ConsentText, GuardianConsent
from inmates.custody import people_apart, remand_papers
from inmates.custody.models.stays import Suspension
from inmates.imports import uploads
from inmates.imports.reading import Field
from inmates.inbox import inbox_tasks
from inmates.inbox.inbox_tasks import MISSING_FROM_FILE
from inmates.people.models import Person
from outcomes.effect.cohort import M6
from outcomes.effect.models import OutcomeReport
from outcomes.effect.shown_figures import Reader, figures_shown
from outcomes.followup import holder_pins, job_words, withdrawal
from outcomes.followup.models.holder import HolderPin
from outcomes.leaving import curriculum_vitae, work_assignments
from outcomes.needs import need_recording
from outcomes.placement import introductions
from programs.attendance import known_absences, paper_entry
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import ProgramVersion
from programs.circumstances import custody_end, outings
from programs.entry_rules import rule_sets
from programs.entry_rules.verdicts import default_rules
from programs.interviews import interview_records
from programs.offline import packs
from programs.offline.mark_replay import Operation, replay
from programs.offline.models import MarkOperation
from programs.places.inbox_kinds import LEAVES_EARLY
from programs.registrations import list_import
from programs.registrations.models import Registration
from programs.selection import admission_appeals, hearing_minutes, kept_ranking
from programs.selection.models import Hearing, PlaceOffer
from programs.timetable import calendar_links
from programs.timetable.models.sessions import Holiday
from programs.tools import consumable_weighing, tool_issue, tool_return
from reports.breaches.models import AffectedPerson, Breach
from reports.reconcile import nightly_run
from reports.retention.models import Destruction, LegalHold
from reports.rights import rights_requests
from reports.subject_file import data_requests
from reports.suspicions.models import Suspicion
from reports.wali_sheets.models import SheetFile
from tests.accounts.keys import Key
from tests.conftest import MONDAY, FormClient
from tests.factories import (
    AgreementFactory,
    AgreementMeetingFactory,
    ApplicationFactory,
    BatchFactory,
    ConsumableFactory,
    EnrollmentFactory,
    FacilityFactory,
    PersonFactory,
    ProgramVersionFactory,
    RecognizedUnitFactory,
    SessionFactory,
    ToolFactory,
    TrainingCenterFactory,
    UserFactory,
    WeekPatternFactory,
)
from tests.factories.aids import CenterAidFactory, FacilityAidFactory
from tests.factories.certification import (
    AssessorRegistrationFactory,
    NumberSeriesFactory,
    approved,
    assess_all,
    class_of,
    drafted,
    mark_all,
)
from tests.factories.closing_reports import closing_report
from tests.factories.cohort_files import asked_file, made_file
from tests.factories.earlier import confirmed, earlier_file, mapped, recorded
from tests.factories.earlier import row as earlier_row
from tests.factories.factors import drawn
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, contact
from tests.factories.month_reports import month_report
from tests.factories.needs import EmployerFactory, NeedRecordFactory
from tests.factories.outside import blanks, outside_test, results_file
from tests.factories.placement import VacancyFactory, introduced, jobseeker
from tests.factories.plans import plan_of
from tests.factories.probation import ClientShareFactory, trained_inside
from tests.factories.year_reports import year_report

SHEET = b"No;Nama;No. Registrasi;Tanggal Lahir\n1;Budi Contoh;B.I 901/2026;01/02/1990\n2;Sari Contoh;B.I 902/2026;\n"
FACILITY_OFFICES = (Side.FACILITY, Side.BOTH)


def blank_pdf() -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        content = io.BytesIO()
        document.save(content)
    return content.getvalue()


def jpeg() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (60, 80), "#225544").save(content, "JPEG")
    return content.getvalue()


class World:
    """A facility and a training center that work together, and what stands in their records.

    `users` has one person for each role; `other` is a second such pair, of which the first may learn nothing.
    """

    def __init__(self, region: str = "Kalimantan Selatan"):
        self.facility = FacilityFactory(region=region)
        self.center = TrainingCenterFactory()
        self.users = {role: self._user(role, region) for role in Role}
        self.center_users = {
            role: UserFactory(roles=[role], training_center=self.center) for role in (Role.AUDITOR, Role.ADMINISTRATOR)
        }
        self.other: World | None = None
        AssessorRegistrationFactory(assessor=self.users[Role.ASSESSOR], number=f"MET.{self.center.code}")
        self._ask_roles()
        self._give_factors()
        self._agree()
        self._plan()
        self._open()
        self._teach()
        self._move()
        self._select()
        self._certify()
        self._contest()
        self._test_outside()
        self._from_before()
        self._import()
        self._need()
        self._report_outcomes()
        self.month_report = month_report(self.users[Role.TRAINING_OFFICER])
        self.year_report = year_report(self.users[Role.BLK_COORDINATOR])
        self.closing_report = closing_report(self.batch, self.users[Role.TRAINING_OFFICER])
        self._look()
        self._ask()
        self._destroy()
        self._follow()

    def _follow(self) -> None:
        """A graduate who agreed and is due, and an agreement that has ended."""
        by = self.users[Role.PLACEMENT_OFFICER]
        self.follow_up = FollowUpFactory(
            consent__training_center=self.center, consent__recorded_by=by, consent__may_visit=True
        )
        self.consent = self.follow_up.consent
        self.told = OutcomeFactory(consent=self.consent, wave=None, help_wanted="LOWONGAN")
        self.seen = OutcomeFactory(consent=self.consent, wave=None, evidence="E5", paper="KONTRAK")
        self.seen.scan.save("contract.pdf", ContentFile(blank_pdf()))
        self.contact = contact(self.consent)
        other = ConsentFactory(training_center=self.center, recorded_by=by)
        self.ended_consent = withdrawal.withdraw(other, by=by, channel="spoken")

    def _user(self, role: Role, region: str) -> User:
        if role == Role.REGIONAL_VIEWER:
            return UserFactory(roles=[role], region=region)
        if role == Role.BAPAS_OFFICER:
            return UserFactory(roles=[role])
        office = {"facility": self.facility} if SIDES[role] in FACILITY_OFFICES else {"training_center": self.center}
        return UserFactory(roles=[role], **office)

    def _agree(self) -> None:
        self.agreement = AgreementFactory(facility=self.facility, training_center=self.center)
        self.agreement.scan.save("scan.pdf", ContentFile(blank_pdf()))
        self.meeting = AgreementMeetingFactory(agreement=self.agreement, recorded_by=self.users[Role.TRAINING_OFFICER])
        self.meeting.photo.save("photo.jpg", ContentFile(jpeg()))
        self.meeting.scan.save("signed.pdf", ContentFile(blank_pdf()))

    def _plan(self) -> None:
        self.version = ProgramVersionFactory(program__training_center=self.center, total_jp=8, units=2, class_minimum=1)
        self.program = self.version.program
        self.draft = ProgramVersionFactory(program=self.program, number=2, state=ProgramVersion.State.DRAFT)
        self.agreement.vocations.add(self.program.vocation)
        self.planned = self._batch(
            state=Batch.State.PLANNED,
            starts_on=date(2026, 12, 7),
            ends_on=date(2026, 12, 18),
            assessment_on=date(2026, 12, 21),
        )
        self.week = WeekPatternFactory(
            batch=self.planned, from_date=date(2026, 12, 7), until=date(2026, 12, 9), name="Ramadan"
        )
        day = {"date": date(2026, 12, 28), "name": "Hari jadi", "kind": Holiday.Kind.OFFICE}
        self.holiday = Holiday.objects.create(facility=self.facility, **day)
        Holiday.objects.create(training_center=self.center, **day)

    def _batch(self, **fields) -> Batch:
        fields = {"facility": self.facility, "training_center": self.center, "version": self.version, **fields}
        batch = BatchFactory(agreement=self.agreement, **fields)
        self._assign(batch)
        return batch

    def _assign(self, batch: Batch) -> None:
        for role, duty in (
            (Role.INSTRUCTOR, BatchStaff.Duty.INSTRUCTOR),
            (Role.ASSESSOR, BatchStaff.Duty.ASSESSOR),
        ):
            BatchStaff.objects.create(batch=batch, user=self.users[role], duty=duty)

    def _person(self, name: str):
        person = PersonFactory(
            facility=self.facility, full_name=name, with_custody=True, case_officer=self.users[Role.CASE_OFFICER]
        )
        person.photo.save("foto.jpg", ContentFile(jpeg()))
        return person

    def _place(self, batch: Batch, name: str):
        return EnrollmentFactory(batch=batch, person=self._person(name), enrolled_by=self.users[Role.TRAINING_OFFICER])

    def _open(self) -> None:
        """A public class of the center, with somebody who takes part and somebody who is registered."""
        coordinator = self.users[Role.BLK_COORDINATOR]
        taught = {"training_center": self.center, "version": self.version, "name": "Las malam 1/2026"}
        self.public = BatchFactory(is_open=True, **taught)
        outside = EnrollmentFactory(
            batch=self.public, person=PersonFactory(facility=None, full_name="Noor Jannah"), enrolled_by=coordinator
        )
        self.registered = Registration.objects.create(
            batch=self.public,
            person=PersonFactory(facility=None, full_name="Siti Rahmah"),
            way="counter",
            consent_on=MONDAY.date(),
            registered_by=coordinator,
        )
        listed = as_xlsx(("No", "Nama", "Tgl Lahir"), [(1, "Rusmini", "01/02/1999")])
        self.registration_import = mapped(listed, by=coordinator, kind=list_import.KIND, about=self.public.public_id)
        # Of a facility's class only the facility ends a place.
        self.places = {Role.BLK_COORDINATOR: outside}

    def _ask_roles(self) -> None:
        """Roles that wait for a second person, for somebody of each office."""
        asked = {}
        for side, role, by in (
            (Side.FACILITY, Role.CASE_OFFICER, self.users[Role.ADMINISTRATOR]),
            (Side.CENTER, Role.INSTRUCTOR, self.center_users[Role.ADMINISTRATOR]),
        ):
            wanted = [Role.BOARD_MEMBER if side == Side.FACILITY else Role.ASSESSOR]
            asked[side] = role_requests.ask(self.users[role], roles=wanted, reason="SK 12/2026", by=by)
        self.role_request = asked[Side.FACILITY]
        self.role_requests = {Role.BLK_HEAD: asked[Side.CENTER]}

    def _give_factors(self) -> None:
        """A security key, and a printed code card that waits for somebody of each office."""
        owner = self.users[Role.REGISTRAR]
        credential = bytes(Key("testserver").credential)
        self.security_key = SecurityKey.objects.create(
            user=owner, name="biru", credential_id=str(owner.public_id), credential=credential
        )
        made = factor_marks.mark(credential)
        audit.record("user.factor_added", by=owner, target=owner, kind="key", mark=made)
        self.card_owners = {Role.BLK_HEAD: self.users[Role.INSTRUCTOR]}
        for user in (owner, *self.card_owners.values()):
            code_cards.print_card(user, by=None, drawn=drawn())

    def _teach(self) -> None:
        self.batch = self._batch()
        self.enrollment = self._place(self.batch, "Ahmad Pahriadi")
        self.person = self.enrollment.person
        self.recognized = RecognizedUnitFactory(
            person=self.person,
            training_center=self.center,
            scan=keep_scan(f"recognized-units/{self.center.code}", blank_pdf()),
        )
        self.remand_paper = remand_papers.record_statement(
            self.person, by=self.users[Role.REGISTRAR], dated=date(2026, 10, 1), scan=blank_pdf()
        )
        self.second = self._person("Achmad Pahriadi")
        self.suspended = self._person("Rahmat Hidayat")
        Suspension.objects.create(person=self.suspended, from_date=date(2026, 11, 20), decided_by="Karutan")
        teacher = self.users[Role.INSTRUCTOR]
        self.session = SessionFactory(batch=self.batch, instructor=teacher)
        self.next_session = SessionFactory(batch=self.batch, instructor=teacher, date=date(2026, 11, 24))
        friday = date(2026, 11, 20)
        self.closed_session = SessionFactory(
            batch=self.batch,
            instructor=teacher,
            date=friday,
            state="finalized",
            finalized_by=teacher,
            finalized_at=clock.at(friday, time(11), self.batch.facility.time_zone),
        )
        self.calendar_secret = calendar_links.make_link(by=teacher)
        mark_all(self.session, [self.enrollment])
        self._mark_without_network()
        self.roll_scan = paper_entry.attach_scan(self.session, by=teacher, content=blank_pdf())

    def _mark_without_network(self) -> None:
        """A mark of a tablet against the one that is recorded, and one that could not be taken."""
        teacher = self.users[Role.INSTRUCTOR]
        for number, status in enumerate(("sick", "excused"), start=1):
            sent = Operation(
                uuid4(), uuid4(), number, self.session.public_id, self.enrollment.public_id, status, 0, MONDAY
            )
            replay(packs.pack(by=teacher), [sent], by=teacher)
        self.doubt = MarkOperation.objects.get(session=self.session, outcome="conflict")

        self._equip()

    def _equip(self) -> None:
        """Tools of the session: one is out, one is searched; a consumable was weighed."""
        teacher = self.users[Role.INSTRUCTOR]
        self.tool, away = (ToolFactory(session=self.session) for _ in range(2))
        self.consumable = ConsumableFactory(session=self.session)
        tool_issue.hand_out(
            self.session, by=teacher, tools=[self.tool, away], amounts=[consumable_weighing.Out(self.consumable, 500)]
        )
        tool_return.take_back(self.session, by=teacher, tools={away: "missing"})
        self.missing_tool = away.cases.get()

    def _move(self) -> None:
        registrar = self.users[Role.REGISTRAR]
        self.outing = outings.take_out(
            self._person("Gusti Ramadhan"), by=registrar, kind="court", out_at=MONDAY - timedelta(hours=1)
        )
        self.known_absence = known_absences.announce(
            self.person,
            by=registrar,
            status="visit",
            starts_at=MONDAY + timedelta(days=1),
            ends_at=MONDAY + timedelta(days=1, hours=1),
            source="Daftar kunjungan",
        )
        sent = PersonFactory(full_name="Kamal Fauzi", with_custody=True)
        sender = UserFactory(roles=[Role.REGISTRAR], facility=sent.facility)
        custody_end.leave(sent, by=sender, kind="transfer", on=MONDAY.date(), destination=self.facility)
        self.expected = sent
        self.released = self._person("Supian Aditya")
        custody_end.leave(self.released, by=registrar, kind="full_term", on=MONDAY.date(), reason="Bebas lebih awal")

    def _select(self) -> None:
        self.selecting = self._batch(
            state=Batch.State.SELECTING,
            starts_on=date(2026, 12, 7),
            ends_on=date(2026, 12, 18),
            assessment_on=date(2026, 12, 21),
        )
        self.application = ApplicationFactory(
            batch=self.selecting, person=self._person("Muhammad Noor"), submitted_by=self.users[Role.TRAINING_OFFICER]
        )
        self.hearing = Hearing.objects.create(
            batch=self.selecting, held_on=MONDAY.date(), place="Aula", chair=self.users[Role.BOARD_CHAIR]
        )
        self.hearing.members.create(user=self.users[Role.BOARD_MEMBER])
        self._decide()

    def _decide(self) -> None:
        chair, officer = self.users[Role.BOARD_CHAIR], self.users[Role.TRAINING_OFFICER]
        decided = self._batch(
            state=Batch.State.SELECTING,
            starts_on=date(2027, 1, 4),
            ends_on=date(2027, 1, 15),
            assessment_on=date(2027, 1, 18),
        )
        self.closed_hearing = Hearing.objects.create(
            batch=decided,
            held_on=MONDAY.date(),
            place="Aula",
            chair=chair,
            state="closed",
            closed_at=clock.now(),
            closed_by=chair,
        )
        common = {"batch": decided, "hearing": self.closed_hearing, "decided_by_chair": chair, "submitted_by": officer}
        self.rejected = ApplicationFactory(person=self._person("Hadi Saputra"), state="rejected", **common)
        admission_appeals.register(self.rejected, by=officer, received_on=MONDAY.date(), grounds="Ingin belajar")
        self.offered = ApplicationFactory(person=self._person("Arbain Noor"), state="offered", **common)
        PlaceOffer.objects.create(application=self.offered, expires_on=date(2026, 11, 25))
        self.offered.scan.save("formulir.pdf", ContentFile(blank_pdf()))
        ranking = kept_ranking.of_hearing(self.closed_hearing)
        self.closed_hearing.minutes = hearing_minutes.words_of(self.closed_hearing, ranking)
        self.closed_hearing.save()
        self.rule_draft = rule_sets.draft(self.version, by=officer, facility=self.facility, parts=default_rules())
        self.goal = interview_records.set_goal(
            self.person, by=officer, text="Menyelesaikan las dasar", due_on=date(2026, 12, 31)
        )
        said = interview_records.Said(skills=("sewing",), interests=(self.program.vocation,), education="SMP")
        interview_records.record_interview(self.person, by=officer, held_on=MONDAY.date(), said=said, entry="direct")
        terms = work_assignments.WorkTerms("Tukang kayu", "Bengkel kayu", (0,), time(13), time(15), MONDAY.date())
        self.work = work_assignments.assign_work(self.person, by=officer, terms=terms)
        curriculum_vitae.save_cv(self.person, by=officer, words=curriculum_vitae.CvWords(skills="Menjahit"))

    def _certify(self) -> None:
        self.running_out = class_of(1, state=Batch.State.FINISHED, facility=self.facility, training_center=self.center)
        self._assign(self.running_out)
        self.finished = class_of(4, facility=self.facility, training_center=self.center)
        self._assign(self.finished)
        assess_all(self.finished, by=self.users[Role.ASSESSOR])
        batch_sign_off.sign_off(self.finished, by=self.users[Role.BLK_COORDINATOR], number=f"BA-{self.center.code}")
        NumberSeriesFactory(training_center=self.center, pattern=f"563/{{number:04d}}/{self.center.code}/{{year}}")
        NumberSeriesFactory(
            training_center=self.center, paper="statement", pattern=f"SK/{{number}}/{self.center.code}/{{year}}"
        )
        self.template = drafted(self.center, by=self.users[Role.CERTIFICATE_OFFICER])
        ready, waiting, done, asked = self.finished.enrollments.all()
        self.ready = ready
        Person.objects.filter(pk=ready.person_id).update(case_officer=self.users[Role.CASE_OFFICER])
        officer = self.users[Role.CERTIFICATE_OFFICER]
        self.prepared = Certificate.objects.create(enrollment=waiting, batch=self.finished, prepared_by=officer)
        self.issued = self._issued(done, officer)
        self.asked = self._issued(asked, officer)
        card = holder_pins.Drawn("000009", make_password("000009"))
        holder_pins.make_cards(self.finished, by=self.users[Role.CERTIFICATE_OFFICER], drawn=[card])
        HolderPin.objects.update(printed_at=clock.now())
        self.asked.revocation_category = Certificate.RevocationCategory.ERROR
        self.asked.revocation_reason = "Nama peserta tertukar"
        self.asked.revocation_requested_at, self.asked.revocation_requested_by = clock.now(), officer
        self.asked.save()
        OfficialFile.objects.create(
            certificate=self.issued,
            content=blank_pdf(),
            sha256="1" * 64,
            signer="Kepala",
            authority="Otoritas",
            uploaded_by=officer,
        )
        record = PrintRecord.objects.create(certificate=self.issued, printed_by=officer, copy=1)
        self.run = record.run
        self.job = Job.objects.create(
            kind="certificate.issue",
            title="Terbitkan sertifikat",
            office=officer.office_code,
            created_by=officer,
            state=Job.State.RUNNING,
            total=4,
            done=1,
        )
        self.sheet_jobs = {
            role: self._sheet_job(self.users[role]) for role in (Role.TRAINING_OFFICER, Role.CASE_OFFICER)
        }

    def _sheet_job(self, reader) -> Job:
        job = Job.objects.create(
            kind="wali_sheets.print",
            title="Cetak lembar bulanan wali",
            office=reader.office_code,
            created_by=reader,
            state=Job.State.DONE,
            total=1,
            done=1,
            parameters={"month": "2026-11-01"},
        )
        item = JobItem.objects.create(job=job, position=1, label=self.person.full_name, reference=str(self.person.pk))
        SheetFile.objects.create(item=item, content=blank_pdf())
        return job

    def _issued(self, enrollment, officer) -> Certificate:
        certificate = certificates.issue(approved(enrollment), by=officer, render_after=False)
        CertificateFile.objects.create(certificate=certificate, content=blank_pdf(), sha256="0" * 64)
        Credential.objects.create(certificate=certificate, token="e30.e30.AA")
        StatusList.objects.update(token="e30.e30.AA")
        return certificate

    def _from_before(self) -> None:
        """Certificates from before this site: a list to be accepted, one that waits, one in force, one to end."""
        officer, head = self.users[Role.CERTIFICATE_OFFICER], self.users[Role.BLK_HEAD]
        number = f"893/%s/{self.center.pk}/2019"
        rows = [earlier_row(number % "001", "Mahrita"), earlier_row(number % "002", "Norhayati")]
        self.earlier, self.earlier_ending = confirmed(self.center, *rows, by=officer, head=head)
        self.earlier_ending = earlier_ends.ask(
            self.earlier_ending, by=officer, end_state="superseded", reason="Diganti karena rusak"
        )
        self.earlier_waiting = recorded(self.center, earlier_row(number % "003", "Rusdiana"), by=officer)
        self.earlier_import = mapped(earlier_file(earlier_row(number % "004", "Saniah")), by=officer)

    def _test_outside(self) -> None:
        """A test of a body with somebody who waits and somebody certified, a file of results, blanks."""
        officer = self.users[Role.CERTIFICATE_OFFICER]
        self.outside_test = outside_test(self.center)
        waits, held = self.finished.enrollments.order_by("pk")[:2]
        self.outside_candidate = self.outside_test.candidates.create(enrollment=waits, added_by=officer)
        self.outside_certified = self.outside_test.candidates.create(
            enrollment=held,
            added_by=officer,
            result="K",
            certificate_number=f"95300 {self.center.pk}",
            issued_on=MONDAY.date(),
            valid_until=date(2029, 11, 23),
        )
        body_certificates.attach_scan(self.outside_certified, by=officer, content=blank_pdf())
        self.outside_certified.refresh_from_db()
        file = results_file((1, waits.person.full_name, "", "K"), heads=("No", "Nama", "NIK", "Hasil"))
        found = result_import.receive(file, test=self.outside_test, by=officer)
        self.outside_import = result_import.map_columns(
            found, by=officer, mapping={1: ResultField.NAME, 3: ResultField.RESULT}
        )
        self.blank = blanks(self.center)[0]
        self.signed_receipt = SignedReceipt.objects.create(
            batch=self.finished, scan=keep_scan(f"receipts/{self.center.code}", blank_pdf()), uploaded_by=officer
        )

    def _contest(self) -> None:
        """Results that are appealed, corrected, proved, and signed for one person; two who left, one signed."""
        coordinator, assessor = self.users[Role.BLK_COORDINATOR], self.users[Role.ASSESSOR]
        batch = class_of(4, facility=self.facility, training_center=self.center)
        self._assign(batch)
        assess_all(batch, "BK", by=assessor)
        self.appealed, granted, left, signed = batch.enrollments.order_by("pk")
        unit, second = batch.version.units.all()
        self.result_appeal = self._appeal(self.appealed, unit)
        self.granted_appeal, again = (
            appeal_deciding.decide(
                self._appeal(granted, of), by=self.users[Role.BLK_HEAD], outcome="granted", reason="Alat uji rusak"
            )
            for of in (unit, second)
        )
        self.ending_appeal = appeal_ends.ask(again, by=coordinator, reason="Tidak ada asesor lain yang terdaftar")
        exhibit = result_evidence.read(jpeg())
        self.evidence = result_evidence.add(self.appealed, unit, by=assessor, exhibit=exhibit, caption="Hasil las")
        for place in (left, signed):
            place.state, place.ended_on, place.end_reason = "ended", MONDAY.date(), "illness"
            place.save()
        self.left_early = left
        self.person_minutes = early_sign_off.sign_off(signed, by=coordinator, number=f"BA-1/{self.center.code}")
        self.addendum = minutes_supplements.supplement(signed, by=coordinator, what="Hasil diperiksa ulang.")
        self.correction = result_corrections.ask(
            signed, unit, by=coordinator, result="K", reason="Baris tertukar dengan orang lain"
        )
        self.registration = assessor.registrations.get()

    def _appeal(self, place, unit):
        result = place.unit_results.get(unit=unit)
        return appeal_deciding.file(
            result,
            by=self.users[Role.BLK_COORDINATOR],
            asker="participant",
            filed_on=MONDAY.date(),
            grounds="Alat uji rusak saat ujian",
        )

    def _import(self) -> None:
        registrar = self.users[Role.REGISTRAR]
        self.mapping = uploads.receive(SHEET, facility=self.facility, by=registrar)
        found = uploads.receive(SHEET, facility=self.facility, by=registrar)
        mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
        self.compared = uploads.map_columns(found, by=registrar, mapping=mapping, in_background=False)

    def _look(self) -> None:
        """A pair to be kept apart, and a task of each role that has an inbox."""
        registrar = self.users[Role.REGISTRAR]
        self.pair = people_apart.keep_apart(
            self.person, other=self.suspended, by=registrar, from_date=MONDAY.date(), decided_by="Karutan"
        )
        batch = {"batch": self.batch.name, "batch_id": str(self.batch.public_id), "count": 2}
        dates = {"day": "2026-11-23", "old": "2030-01-06", "new": "2026-11-25", "until": "2026-11-30"}
        self.tasks = {}
        for role in (role for role, allowed in PERMISSIONS.items() if "inmates.view_inbox" in allowed):
            is_ours = SIDES[role] == Side.FACILITY
            kind = (MISSING_FROM_FILE if role == Role.REGISTRAR else LEAVES_EARLY) if is_ours else STATEMENT_DUE
            office = self.facility if is_ours else self.center
            values = batch | dates if is_ours else batch
            self.tasks[role] = inbox_tasks.open_task(kind, role=role, office=office, person=self.person, values=values)

    def _need(self) -> None:
        """An employer with a record of what it needs, kept with its paper."""
        officer = self.users[Role.PLACEMENT_OFFICER]
        self.employer = EmployerFactory(training_center=self.center, recorded_by=officer)
        self.need = NeedRecordFactory(
            training_center=self.center, employer=self.employer, vocation=self.program.vocation, recorded_by=officer
        )
        need_recording.attach_scan(self.need, by=officer, content=blank_pdf())
        self._give(officer)
        self.client_share = ClientShareFactory(
            facility=self.facility, person=self.person, officer=self.users[Role.BAPAS_OFFICER]
        )
        ConsentFactory(training_center=self.center, person=self.person, recorded_by=officer)
        left = trained_inside(
            ConsentFactory(training_center=self.center, recorded_by=officer),
            facility=self.facility,
            agreement=self.agreement,
            version=self.version,
        )
        self.share_of_graduate = ClientShareFactory(
            facility=left.batch.facility, person=left.person, officer=self.users[Role.BAPAS_OFFICER]
        )
        job_words.add_word(
            by=officer,
            vocation=self.program.vocation,
            word="tukang patri",
            valid_from=clock.today(self.center.time_zone),
        )
        self.plan_draft = plan_of(self.agreement, self.version, year=2027)
        self.plan_proposed = plan_of(self.agreement, self.version, year=2028, state="proposed")
        self.plan_decided = plan_of(self.agreement, self.version, year=2029, state="decided")
        self.vacancy = VacancyFactory(training_center=self.center, employer=self.employer, recorded_by=officer)
        self.introduction = introduced(self.vacancy, jobseeker(self.center, recorded_by=officer))
        introductions.take_step(self.introduction, by=officer, taken=introductions.Taken("ORANG_SETUJU", MONDAY.date()))

    def _give(self, officer: User) -> None:
        """A thing of each half, with its signed receipt; for each role the one of its office."""
        before = FacilityAidFactory(
            facility=self.facility, person=self.person, recorded_by=self.users[Role.TRAINING_OFFICER]
        )
        after = CenterAidFactory(training_center=self.center, person=self.enrollment.person, recorded_by=officer)
        for aid in (before, after):
            aid.scan.save("receipt.pdf", ContentFile(blank_pdf()))
        readers = [role for role, allowed in PERMISSIONS.items() if "outcomes.view_aids" in allowed]
        self.aids = {role: before if SIDES[role] == Side.FACILITY else after for role in readers}
        self.given_to = {role: self.person if SIDES[role] == Side.FACILITY else self.enrollment for role in readers}

    def _report_outcomes(self) -> None:
        """A dated report of each office whose people may read one, of a year without anybody."""
        readers = [user for user in self.users.values() if user.has_perm("outcomes.view_effect")]
        figures = figures_shown([], M6, MONDAY.date(), Reader())
        made = {
            # A region is the same office in each world, and one world may be made within another.
            office: OutcomeReport.objects.get_or_create(
                office=office,
                year=2024,
                wave=M6.code,
                day=MONDAY.date(),
                defaults={
                    "office_name": office,
                    "figures": {**figures, "tables": [], "has_custody": False},
                    "counts": [],
                    "made_by": self.users[Role.BLK_HEAD],
                },
            )[0]
            for office in sorted({user.office_code for user in readers})
        }
        self.outcome_reports = {role: made[user.office_code] for role, user in self.users.items() if user in readers}
        self._ask_for_files()

    def _ask_for_files(self) -> None:
        """A file of rows that waits for both heads, and one of each office that was made."""
        heads = self.users[Role.RUTAN_HEAD], self.users[Role.BLK_HEAD]
        officer, coordinator = self.users[Role.TRAINING_OFFICER], self.users[Role.BLK_COORDINATOR]
        self.cohort_file = asked_file(self.agreement, office=officer.office_code, asked_by=officer)
        self.cohort_files = {}
        for asker, head in ((officer, Role.RUTAN_HEAD), (coordinator, Role.BLK_HEAD)):
            made = made_file(self.agreement, office=asker.office_code, asked_by=asker, heads=heads)
            self.cohort_files |= {role: made for role, user in self.users.items() if user == asker or role == head}

    def _ask(self) -> None:
        self.guardian_consent = GuardianConsent.objects.create(
            training_center=self.center,
            person=self.person,
            guardian_name="Siti Aminah",
            relation="mother",
            given_on=MONDAY.date(),
            paper="Map 3",
            recorded_by=self.users[Role.BLK_COORDINATOR],
        )
        auditor, received = self.users[Role.AUDITOR], MONDAY - timedelta(hours=2)
        self.subject_request = data_requests.receive(
            self.person, by=auditor, asker="self", received_at=received, reason="Meminta salinan data pribadi"
        )
        self.rights_request = rights_requests.receive(
            self.person, by=auditor, kind="objection", asker="self", received_at=received, wish="Tidak ingin difoto"
        )
        self.rights_answered = rights_requests.answer(
            rights_requests.receive(
                self.person,
                by=auditor,
                kind="objection",
                asker="self",
                received_at=received,
                wish="Tidak ingin difoto",
            ),
            by=auditor,
            outcome="granted",
            answer="Foto tidak dipakai lagi",
        )
        self.suspicion = Suspicion.objects.create(
            office=auditor.office_code, kind=Suspicion.Kind.FAILURES, began_at=received, count=20
        )

    def _destroy(self) -> None:
        """In each office a destruction that waits for a second person, one that is done, and a hold."""
        self.destructions, self.destroyed, self.holds = {}, {}, {}
        self.consent_texts = {}
        self.breaches, self.closings, self.breach_entries = {}, {}, {}
        for roles, kind in (((Role.RUTAN_HEAD, Role.AUDITOR), "custody"), ((Role.BLK_HEAD,), "registrations")):
            by = self.users[roles[0]]
            other = UserFactory(roles=["auditor"], facility=by.facility, training_center=by.training_center)
            line = {"kind": kind, "months": 12, "basis": "JRA", "before": "2025-11-23", "due": 1, "held": 0}
            lines = [{**line, "oldest": "2025-01-06"}]
            row = {"office": by.office_code, "counted_on": MONDAY.date(), "lines": lines, "proposed_by": other}
            proposed = Destruction.objects.create(**row)
            decided = {"state": "done", "decided_by": by, "decided_at": MONDAY, "done_at": MONDAY}
            done = Destruction.objects.create(**row, **decided)
            hold = LegalHold.objects.create(
                office=by.office_code, person=self.person, reason="Permintaan kejaksaan", placed_by=other
            )
            breach, closing, entry = self._break(by, other)
            text = ConsentText.objects.create(
                office=by.office_code,
                kind="training" if by.training_center_id else "application",
                number=2,
                text="Saya setuju dilatih. " * 6,
                valid_from=MONDAY.date() + timedelta(days=30),
                written_by=other,
            )
            for role in roles:
                self.destructions[role], self.destroyed[role], self.holds[role] = proposed, done, hold
                self.consent_texts[role] = text
                self.breaches[role], self.closings[role], self.breach_entries[role] = breach, closing, entry

    def _break(self, by: User, other: User) -> tuple[Breach, Breach, AccessLogEntry]:
        """A breach with somebody affected, one that a second person closes, and what else the log says."""
        said = {"kind": "lost", "what": "Daftar hadir hilang", "data": "Nama", "found_by": "Petugas"}
        breach, closing = (
            Breach.objects.create(office=by.office_code, found_at=MONDAY, recorded_by=other, **said)
            for _number in range(2)
        )
        AffectedPerson.objects.create(breach=breach, person=self.person)
        Breach.objects.filter(pk=closing.pk).update(
            outcome="none", conclusion="Ternyata ada", closing_asked_at=MONDAY, closing_asked_by=other
        )
        row = {"office": by.office_code, "user_id": by.pk, "user_name": by.full_name, "kind": "export"}
        entry = AccessLogEntry.objects.create(
            **row, subject_type="inmates.person", subject="list", people=[self.person.pk]
        )
        return breach, closing, entry

    def client_of(self, user: User) -> FormClient:
        client = FormClient()
        client.force_login(user, backend="accounts.backends.RoleBackend")
        return client


@contextmanager
def made_world(django_db_blocker):
    """The world for one module of tests, taken back at its end."""
    with tempfile.TemporaryDirectory() as media:
        settings = override_settings(
            MEDIA_ROOT=media,
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        )
        with django_db_blocker.unblock(), settings, clock.moved_to(MONDAY), transaction.atomic():
            world = World()
            world.other = World(region="Jawa Barat")
            world.media = media
            nightly_run.reconcile()
            yield world
            transaction.set_rollback(True)
