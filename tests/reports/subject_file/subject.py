"""A person about whom every kind of record is stored, with other people and staff named in the free texts."""

from datetime import date, time, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile

from accounts.models import User
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence, PracticeMark
from certification.assessment.models.minutes import Addendum, PersonSignOff
from certification.certificates import issue_certificates
from certification.certificates.inbox_kinds import STATEMENT_DUE
from certification.outside_tests import body_certificates, test_outcomes
from certification.register.models import Certificate, HandOver, PrintRecord, SignedReceipt
from core import access, clock
from inmates.custody import people_apart
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import Classification, Suspension
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.inbox import inbox_tasks
from inmates.people.models import Person
from outcomes.leaving import curriculum_vitae, readiness_records, work_assignments
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.attendance.models.session_day import KnownAbsence
from programs.circumstances import outings
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.head_counts.models import AwaitedPerson
from programs.interviews import interview_records
from programs.offline.models import MarkOperation, OfflinePack
from programs.places.inbox_kinds import TOGETHER
from programs.places.models import Enrollment, EnrollmentSuspension, PlaceUnit
from programs.selection.models import Appeal, PlaceOffer
from reports.breaches import affected_people, breach_recording, telling
from reports.retention import legal_holds
from reports.rights import rights_requests
from reports.subject_file import data_requests
from reports.subject_file.models import SubjectRequest
from tests.access.world import jpeg
from tests.conftest import MONDAY
from tests.factories import ApplicationFactory, PersonFactory, UserFactory
from tests.factories.aids import FacilityAidFactory
from tests.factories.certification import approved, assess_all, class_of, sign
from tests.factories.closing_reports import closing_report
from tests.factories.month_reports import month_report
from tests.factories.outside import blanks, outside_test
from tests.factories.probation import ClientShareFactory
from tests.factories.year_reports import year_report

NIK = "6305011705950001"
OTHERS = ("Rahmat Hidayat", "Wahyudi", "Gusti Ramadhan")
STAFF = "Fitriani Rahayu"
KIN = "Siti Rahmah"
# Told about custody only: none of it may stand in the file of a training center.
SECRETS = ("B.I 77/2025", "Blok Mawar", "2030-01-06", "6 Jan 2030", "disiplin", "Karutan", "isolasi", "discipline")
NOTE = f"Sering bersama {OTHERS[0]} dan Wahyudi"


class Subject:
    """`auditor` answers for the facility, `center_auditor` for the training center."""

    def __init__(self) -> None:
        self.batch = class_of(2)
        self.facility, self.center = self.batch.facility, self.batch.training_center
        self.officer = self._staff("training_officer")
        self.registrar = self._staff("registrar")
        self.chair = self._staff("board_chair", full_name="Noor Ipansyah")
        self.auditor = self._staff("auditor")
        self.center_auditor = UserFactory(roles=["auditor"], training_center=self.center)
        self.place, fellow = self.batch.enrollments.order_by("pk")
        self.person = self._named(self.place.person)
        self.others = [self._other(fellow.person, OTHERS[0]), *(self._other(None, name) for name in OTHERS[1:])]
        self._custody()
        self._needs()
        self._selection()
        self._certificate()
        self._training()
        self._beside_the_results()
        self._trail()

    def _staff(self, role: str, **fields) -> User:
        return UserFactory(roles=[role], facility=self.facility, **{"full_name": STAFF, **fields})

    def _named(self, person: Person) -> Person:
        person.set_name("Ahmad Pahriadi")
        person.set_nik(NIK)
        person.called_name, person.case_officer = "Amat", self.officer
        person.save()
        person.photo.save("foto.jpg", ContentFile(jpeg()))
        return person

    def _other(self, person: Person | None, name: str) -> Person:
        person = person or PersonFactory(facility=self.facility, with_custody=True)
        person.set_name(name)
        person.save()
        return person

    def _custody(self) -> None:
        person, today = self.person, MONDAY.date()
        person.register_numbers.update(number="B.I 77/2025")
        person.housings.update(block="Blok Mawar")
        RemandPaper.objects.create(
            person=self.person,
            kind="permission",
            from_date=date(2026, 2, 1),
            issued_by="Pengadilan Negeri",
            scan="remand-papers/x.pdf",
            recorded_by=self.registrar,
        )
        Suspension.objects.create(
            person=person, from_date=date(2026, 3, 2), until=date(2026, 3, 9), decided_by=f"Karutan, usul {STAFF}"
        )
        Classification.objects.create(
            person=person, kind="risk", value="low", from_date=date(2026, 1, 5), until=date(2027, 1, 5)
        )
        outings.take_out(person, by=self.registrar, kind="isolation", out_at=MONDAY - timedelta(hours=3))
        people_apart.keep_apart(
            person, other=self.others[0], by=self.registrar, from_date=today, decided_by=f"Karutan; {OTHERS[0]} setuju"
        )
        upload = SpreadsheetImport.objects.create(facility=self.facility, created_by=self.registrar, file_sha256="0")
        ImportRow.objects.create(
            spreadsheet_import=upload,
            kind="changed",
            person=person,
            name=person.full_name,
            sheet_row=4,
            values={"block": "Blok Mawar", "nik": "sealed"},
            changes={"housing": ["Blok Melati", "Blok Mawar"]},
        )

    def _needs(self) -> None:
        vocation = self.batch.version.program.vocation
        said = interview_records.Said(
            skills=("sewing",), interests=(vocation,), prior_work=f"Bengkel milik {OTHERS[0]}"
        )
        interview_records.record_interview(
            self.person, by=self.officer, held_on=MONDAY.date(), said=said, entry="direct"
        )
        interview_records.set_goal(self.person, by=self.officer, text="Menguasai las dasar", due_on=date(2026, 12, 31))
        marks = {"KTP": readiness_records.Mark("done")}
        readiness_records.record_readiness(self.person, by=self.officer, on=MONDAY.date(), marks=marks)
        FacilityAidFactory(person=self.person, facility=self.facility, recorded_by=self.officer)
        ClientShareFactory(person=self.person, facility=self.facility, recorded_by=self.officer, ended_on=MONDAY.date())
        terms = work_assignments.WorkTerms("Tukang kayu", "Bengkel kayu", (0,), time(13), time(15), MONDAY.date())
        work_assignments.assign_work(self.person, by=self.officer, terms=terms)
        words = curriculum_vitae.CvWords(experience=f"Bengkel milik {OTHERS[0]}")
        curriculum_vitae.save_cv(self.person, by=self.officer, words=words)

    def _selection(self) -> None:
        application = ApplicationFactory(
            person=self.person,
            batch__facility=self.facility,
            batch__training_center=self.center,
            state="rejected",
            decided_by_chair=self.chair,
            submitted_by=self.officer,
            note=NOTE,
            answers=[{"kind": "age", "answer": "meets", "value": {"age": 31}, "message": "Umur 31.", "asked": {}}],
        )
        PlaceOffer.objects.create(application=application, expires_on=date(2026, 11, 25))
        Appeal.objects.create(
            application=application,
            received_on=MONDAY.date(),
            recorded_by=self.officer,
            decision_by=self.chair,
            grounds=f"Katanya tempat saya diberikan ke {OTHERS[2]}",
            first_reason="Kelas penuh",
        )

    def _training(self) -> None:
        PlaceUnit.objects.create(enrollment=self.place, unit=self.batch.version.units.first())
        EnrollmentSuspension.objects.create(
            enrollment=self.place, from_date=date(2026, 11, 9), until=date(2026, 11, 10), reason="discipline"
        )
        mark = self.place.marks.order_by("pk").first()
        isolated = AttendanceStatus.objects.get(code="isolation")
        Mark.objects.filter(pk=mark.pk).update(status=isolated, note="sel isolasi", minutes_present=0)
        for version, code in ((1, "present"), (2, "isolation")):
            MarkRevision.objects.create(
                mark=mark,
                version=version,
                status_code=code,
                minutes_late=0,
                minutes_present=0,
                entry="direct",
                note="sel isolasi" if code == "isolation" else "",
                recorded_by=self.officer,
            )
        self._away(mark, isolated)
        AwaitedPerson.objects.create(session=mark.session, enrollment=self.place, is_expected=True)
        alarm = CountAlarm.objects.create(session=mark.session, raised_by=mark.recorded_by)
        LookedFor.objects.create(alarm=alarm, enrollment=self.place, is_seen=True, said_by=mark.recorded_by)
        Enrollment.objects.filter(pk=self.place.pk).update(end_reason="discipline", ended_on=MONDAY.date())

    def _away(self, mark: Mark, isolated: AttendanceStatus) -> None:
        """What was known before the session, and what came in from a device."""
        KnownAbsence.objects.create(
            person=self.person,
            facility=self.facility,
            status=isolated,
            starts_at=MONDAY,
            ends_at=MONDAY + timedelta(hours=4),
            destination="Blok Mawar",
            source="Perintah Karutan 7",
            recorded_by=self.registrar,
        )
        pack = OfflinePack.objects.create(user=self.officer, expires_at=MONDAY + timedelta(days=3))
        MarkOperation.objects.create(
            id=uuid4(),
            pack=pack,
            device=uuid4(),
            sequence=1,
            session=mark.session,
            enrollment=self.place,
            status_code="isolation",
            note="sel isolasi",
            base_version=0,
            made_at=MONDAY,
            received_by=self.officer,
            outcome="accepted",
        )

    def _certificate(self) -> None:
        assess_all(self.batch)
        sign(self.batch)
        self.certificate: Certificate = issue_certificates.issue(
            approved(self.place),
            by=UserFactory(roles=["certificate_officer"], training_center=self.center),
            render_after=False,
        )
        by = self.certificate.issued_by
        PrintRecord.objects.create(certificate=self.certificate, printed_by=by, copy=1)
        receipt = SignedReceipt.objects.create(batch=self.batch, scan="receipts/x.pdf", uploaded_by=by)
        HandOver.objects.create(
            certificate=self.certificate,
            handed_on=MONDAY.date(),
            received_by=KIN,
            recorded_by=by,
            is_holder=False,
            proof=f"Surat kuasa untuk {KIN}",
            receipt=receipt,
        )
        blanks(self.center)
        tested = outside_test(self.center).candidates.create(enrollment=self.place, added_by=by)
        outcome = test_outcomes.Outcome("K", "953 1", "REG.1", "BNSP 0001001", MONDAY.date(), date(2029, 11, 23))
        test_outcomes.record(tested, outcome, by=by)
        body_certificates.hand_over(tested, by=by, handed_on=MONDAY.date(), received_by=KIN)

    def _beside_the_results(self) -> None:
        """Practice, evidence, an appeal, a correction, minutes about the person and a supplement to them."""
        unit, by, day = self.batch.version.units.first(), self.certificate.issued_by, MONDAY.date()
        one = {"enrollment": self.place, "unit": unit}
        KeptHours.objects.create(**one, minutes_held=90, minutes_possible=180)
        PracticeMark.objects.create(**one, level="alone", seen_on=day, note="Rapi", recorded_by=by)
        Evidence.objects.create(**one, file="evidence/x.jpg", sha256="0", caption="Hasil las", added_by=by)
        result = self.place.unit_results.get(unit=unit)
        ResultAppeal.objects.create(
            result=result,
            asker="participant",
            filed_on=day,
            grounds=f"Dibandingkan dengan {OTHERS[0]}",
            recorded_by=by,
            assessor=result.assessed_by,
        )
        ResultCorrection.objects.create(
            **one, old_result="K", new_result="K", reason=f"Tertukar dengan {OTHERS[0]}", asked_by=by
        )
        signed = PersonSignOff.objects.create(
            enrollment=self.place, ended_on=day, number="BA-7", signed_by=by, minutes={"number": "BA-7"}
        )
        Addendum.objects.create(
            enrollment=self.place,
            person_sign_off=signed,
            position=1,
            number="BA-7 – Tambahan 1",
            made_by=by,
            words={"number": "BA-7 – Tambahan 1"},
        )

    def _trail(self) -> None:
        month_report(self.officer, self.place.starts_on.replace(day=1))
        closing_report(self.batch, self.officer)
        coordinator = UserFactory(roles=["blk_coordinator"], training_center=self.center)
        year_report(coordinator, self.place.starts_on.year)
        values = {"batch": self.batch.name, "batch_id": str(self.batch.public_id), "other": OTHERS[0]}
        inbox_tasks.open_task(
            TOGETHER, role="training_officer", office=self.facility, person=self.person, values=values
        )
        inbox_tasks.open_task(
            STATEMENT_DUE,
            role="certificate_officer",
            office=self.center,
            person=self.person,
            values={"batch": self.batch.name, "batch_id": str(self.batch.public_id), "count": 2},
        )
        for office_auditor in (self.auditor, self.center_auditor):
            legal_holds.place(self.person, by=office_auditor, reason="Permintaan kejaksaan B-12/2026")
            self._rights(office_auditor)
        for _again in range(2):
            access.log(access.Kind.VIEW, self.person, by=self.officer, what="profile")
        access.log(access.Kind.PRINT, self.certificate, by=self.certificate.issued_by, what="certificate")

    def _rights(self, by: User) -> None:
        """A breach that affects the person, and an answered request about data."""
        said = {"kind": "lost", "what": "Daftar hadir hilang", "data": "Nama", "found_by": "Petugas"}
        breach = breach_recording.record(by=by, found_at=clock.now(), **said)
        affected_people.add_person(breach, self.person, by=by)
        rows = list(breach.affected.values_list("pk", flat=True))
        telling.tell_people(breach, rows, by=by, on=clock.today(by.time_zone), how="handed")
        asked = rights_requests.receive(
            self.person,
            by=by,
            kind="erasure",
            asker="self",
            received_at=clock.now(),
            wish="Meminta data dihapus",
            number="12/2026",
        )
        rights_requests.answer(
            asked, by=by, outcome="refused", answer="Register sertifikat tetap disimpan", stays_for="register"
        )

    def request(self, *, by: User | None = None, **fields) -> SubjectRequest:
        said = {"asker": "self", "received_at": clock.now(), "reason": "Meminta salinan data pribadi", **fields}
        return data_requests.receive(self.person, by=by or self.auditor, **said)
