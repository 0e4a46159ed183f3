"""The code lists of following up graduates. Codes are stored in rows and figures and never change."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """The answer to the question whether somebody may be asked later; both are complete answers."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class ReasonOfNo(models.TextChoices):
    """Why somebody declined; asked for by nobody, kept when said."""

    WORKS_ALREADY = "SUDAH_KERJA", _("Works already")
    OWN_BUSINESS = "USAHA_SENDIRI", _("Has an own business")
    CARING = "MERAWAT", _("Cares for the family")
    HEALTH = "KESEHATAN", _("Health")
    NOT_READY = "BELUM_SIAP", _("Not ready yet")
    NO_REASON = "TANPA_ALASAN", _("Without a reason")
    BE_KNOWN = "TAKUT_DIKETAHUI", _("Worries that others learn of it")
    SHARED_PHONE = "NOMOR_BERSAMA", _("Shares the telephone with others")
    TOO_OFTEN = "BOSAN", _("Is contacted too often")
    OTHER = "LAIN", _("Other")


class AskedBy(models.TextChoices):
    """How an agreement was given or withdrawn."""

    SPOKEN = "spoken", _("Spoken")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By telephone")
    HOLDER_PAGE = "holder_page", _("On the certificate holder’s page")
    EXPIRY = "expiry", _("End of the time of keeping")
    RIGHTS = "rights", _("Request about data")


class ContactKind(models.TextChoices):
    """What a contact is."""

    OWN_PHONE = "own_phone", _("Own telephone")
    FAMILY_PHONE = "family_phone", _("Telephone of family or a friend")
    MESSENGER = "messenger", _("Messages")
    ADDRESS = "address", _("Address")


class Slot(models.TextChoices):
    """The part of the day in which somebody prefers to be called, in the office's time."""

    MORNING = "morning", _("Morning, 08–11")
    NOON = "noon", _("Midday, 11–15")
    AFTERNOON = "afternoon", _("Afternoon, 15–18")
    EVENING = "evening", _("Evening, 18–20")


class ClosedFor(models.TextChoices):
    """Why a contact is no longer used; its value is gone from that moment on."""

    WRONG_NUMBER = "SALAH_NOMOR", _("Belongs to somebody else")
    REPLACED = "DIGANTI", _("Replaced by another one")
    ASKED = "DIMINTA", _("By the person’s wish")
    FOREIGN = "BUKAN", _("Typed by somebody else")


class Wave(models.TextChoices):
    """The five times at which everybody who agreed is asked."""

    WEEKS_2 = "w2", _("2 weeks")
    MONTHS_3 = "m3", _("3 months")
    MONTHS_6 = "m6", _("6 months")
    MONTHS_12 = "m12", _("12 months")
    MONTHS_24 = "m24", _("24 months")


# Days from the first day of being followed to the due day, and the days from there in which an answer counts.
DUE_AFTER: dict[str, timedelta] = {
    Wave.WEEKS_2: timedelta(days=14),
    Wave.MONTHS_3: timedelta(days=91),
    Wave.MONTHS_6: timedelta(days=182),
    Wave.MONTHS_12: timedelta(days=365),
    Wave.MONTHS_24: timedelta(days=730),
}
WINDOW: dict[str, timedelta] = {wave: timedelta(days=14 if wave == Wave.WEEKS_2 else 30) for wave in Wave}


class ContactResult(models.TextChoices):
    """What came of an attempt to reach somebody."""

    TALKED = "BICARA", _("Talked with the person")
    LATER = "JANJI", _("Asked to be called later")
    SOMEBODY_ELSE = "ORANG_LAIN", _("Somebody else answered, no message left")
    NO_ANSWER = "TIDAK_DIANGKAT", _("Nobody picked up")
    DEAD_NUMBER = "TIDAK_AKTIF", _("Number not in use")
    WRONG_NUMBER = "SALAH_NOMOR", _("Number of somebody else")
    MESSAGE_SENT = "PESAN_TERKIRIM", _("Message sent")
    MESSAGE_ANSWERED = "BALAS", _("Message answered")
    VISIT_MET = "KUNJUNGAN_BERTEMU", _("Visit, met")
    VISIT_MISSED = "KUNJUNGAN_TIDAK", _("Visit, not met")
    UNSAFE = "TIDAK_AMAN", _("Not safe to talk, stopped")
    STOP = "BERHENTI", _("Asked to stop")


class Channel(models.TextChoices):
    """How somebody was sought."""

    PHONE = "phone", _("Call")
    MESSAGE = "message", _("Message")
    VISIT = "visit", _("Visit")


class OutcomeStatus(models.TextChoices):
    """What somebody does now. Working is paid or profit work of at least an hour in the last seven days (BPS).

    That somebody came back into custody is not among them: only the joint figures know it, from registration.
    """

    EMPLOYED_IN_TRADE = "KERJA_SESUAI", _("Employed in the trade")
    EMPLOYED_ELSEWHERE = "KERJA_LAIN", _("Employed in another field")
    OWN_IN_TRADE = "USAHA_SESUAI", _("Own business in the trade")
    OWN_ELSEWHERE = "USAHA_LAIN", _("Own business in another field")
    DAY_LABOR = "HARIAN", _("Daily or piece work")
    TRAINING = "PELATIHAN", _("In training or school")
    SEEKING = "MENCARI", _("Seeks work")
    HOME = "RUMAH", _("Keeps house or cares for family")
    ILL = "SAKIT", _("Ill or not able to work yet")
    DIED = "WAFAT", _("Died")
    UNREACHED = "PUTUS", _("Not reached after all attempts")
    DECLINED = "MENOLAK", _("Does not want to be asked")
    WITHDRAWN = "DITARIK", _("Agreement withdrawn, data deleted")


WORKING = frozenset(
    {
        OutcomeStatus.EMPLOYED_IN_TRADE,
        OutcomeStatus.EMPLOYED_ELSEWHERE,
        OutcomeStatus.OWN_IN_TRADE,
        OutcomeStatus.OWN_ELSEWHERE,
        OutcomeStatus.DAY_LABOR,
    }
)
# These follow from consents and waves; nobody can tell them.
DERIVED = frozenset({OutcomeStatus.UNREACHED, OutcomeStatus.WITHDRAWN})


class Evidence(models.TextChoices):
    """How well an outcome is known, from hearsay to paper. The best one counts, all are kept."""

    HEARSAY = "E1", _("Told by somebody else")
    SAID = "E2", _("Said by telephone")
    SELF_REPORT = "E3", _("Reported on the holder’s page")
    SEEN = "E4", _("Seen by staff on a visit")
    PAPER = "E5", _("Shown on paper")


class PaperShown(models.TextChoices):
    """The paper that somebody showed."""

    WAGE_SLIP = "SLIP_UPAH", _("Wage slip")
    CONTRACT = "KONTRAK", _("Contract of work")
    INSURANCE_CARD = "KARTU_BPJS", _("Card of the workers’ insurance (BPJS)")
    BUSINESS_NUMBER = "NIB", _("Business number (NIB)")
    RECEIPT = "NOTA_USAHA", _("Receipt or order of the business")


class Hours(models.TextChoices):
    """Usual hours of work in a week; full time from 35."""

    UNDER_15 = "<15", _("Under 15 hours")
    FROM_15 = "15-34", _("15 to 34 hours")
    FROM_35 = "35+", _("35 hours and more")


class Income(models.TextChoices):
    """Monthly income by the province’s minimum wage of that year (UMP); the amounts are the center’s setting."""

    UNDER_QUARTER = "1", _("Under a quarter of the minimum wage")
    UNDER_HALF = "2", _("A quarter to half of the minimum wage")
    UNDER_WAGE = "3", _("Half to the whole minimum wage")
    UNDER_DOUBLE = "4", _("One to one and a half times the minimum wage")
    MORE = "5", _("More than that")


class ToolUse(models.TextChoices):
    """What became of tools or capital that were received; nobody is asked why."""

    IN_USE = "DIPAKAI", _("Still used")
    UNUSED = "TIDAK_DIPAKAI", _("Not used now")
    LOST = "HILANG", _("Lost")
    SOLD = "DIJUAL", _("Sold")
    BROKEN = "RUSAK", _("Broken")


class Hindrance(models.TextChoices):
    """What stands most in the way of work."""

    CAPITAL = "MODAL", _("Capital")
    TOOLS = "ALAT", _("Tools")
    PAPERS = "SURAT", _("Papers")
    DISTANCE = "JARAK", _("Distance")
    HEALTH = "KESEHATAN", _("Health")
    SKILL = "KETERAMPILAN", _("Skill")
    NO_JOBS = "TIDAK_ADA_LOWONGAN", _("No jobs")
    FAMILY = "KELUARGA", _("Family")
    OTHER = "LAIN", _("Other")


class Help(models.TextChoices):
    """What help somebody wants."""

    JOB = "LOWONGAN", _("A job")
    LETTER = "SURAT_PENGANTAR", _("A letter of introduction")
    TOOLS = "ALAT_MODAL", _("Tools or capital")
    FURTHER = "LANJUTAN", _("Further training")
    CERTIFICATE = "SERTIFIKAT", _("The certificate")
    NONE = "TIDAK_ADA", _("None")
