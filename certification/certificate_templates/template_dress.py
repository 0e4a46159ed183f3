"""Applies a center's template to its papers."""

from base64 import b64encode

from accounts.letterhead import own_emblems
from accounts.models import TrainingCenter
from certification.certificate_templates.models import CertificateTemplate
from certification.papers import paper_facts
from certification.papers.snapshots import AttendanceSnapshot, CertificateSnapshot, Signatory, StatementSnapshot
from printing.box_fit import MM_PER_POINT, SANS, ems, halves

GIVEN_IN_ENGLISH = "awarded to"
_KEPT = "template_in_use"
_OFFICE_SIZE, _OFFICE_WIDTH = 9.5, 70.0


def template_of(center: TrainingCenter) -> CertificateTemplate | None:
    """The template in use, or None if the center has never made one.

    Looked up once per center object, which a class of two hundred shares.
    """
    kept = vars(center)
    if _KEPT not in kept:
        kept[_KEPT] = CertificateTemplate.objects.in_use().filter(training_center=center).order_by("-version").first()
    found: CertificateTemplate | None = kept[_KEPT]
    return found


def wear(center: TrainingCenter, template: CertificateTemplate) -> None:
    """Makes this center object, and no other, use the template as if it were already in use."""
    vars(center)[_KEPT] = template


def dress(words: CertificateSnapshot, template: CertificateTemplate | None, *, always: list[str]) -> None:
    """Adds the template's emblem, texts and second signatory to a certificate; `always` are notes to keep."""
    if not template:
        return
    words["statement"] = template.statement
    if template.note_lines:
        words["notes"] = [always[0], *template.note_lines, *always[1:]]
    if template.second_name:
        words["second"] = signatory(template.second_title, template.second_name, template.second_number)
    if template.has_english:
        words["english"] = {"given": GIVEN_IN_ENGLISH, "statement": template.statement_in_english}
        for fact in words["facts"]:
            fact["english"] = paper_facts.english_of(fact["label"])
    put_emblem(words, template)


def put_emblem(
    words: CertificateSnapshot | StatementSnapshot | AttendanceSnapshot, template: CertificateTemplate | None
) -> None:
    """Adds the center's emblem, if its template has one."""
    if template and template.emblem:
        words["emblem"] = b64encode(bytes(template.emblem)).decode()


@own_emblems.register
def own_emblem(center: TrainingCenter) -> bytes:
    """The emblem of the template in use; empty means the neutral one."""
    template = template_of(center)
    return bytes(template.emblem) if template else b""


def signer(template: CertificateTemplate | None) -> Signatory | None:
    """The signatory named for the front, if any."""
    if not template or not template.signer_name:
        return None
    return signatory(template.signer_title, template.signer_name, template.signer_number)


def signatory(title: str, name: str, number: str) -> Signatory:
    """The signatory, with the office split into as many lines as the paper has room for."""
    return {"office": _two_lines(title), "name": name, "number": number}


def _two_lines(text: str) -> list[str]:
    return [text] if ems(text, SANS) * _OFFICE_SIZE * MM_PER_POINT <= _OFFICE_WIDTH else halves(text, SANS)
