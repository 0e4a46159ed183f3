"""The holder's own page: no account, no script, no name, nothing kept in the browser beyond ten minutes."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certification.register.models import Certificate
from certification.verification.certificate_check import verdict_of
from core import clock
from core.errors import RuleViolation
from core.http import client_address, pdf_answer, typed
from core.idempotency import without_token
from outcomes.followup import holder_report, holder_tries
from outcomes.followup.codes import Help
from outcomes.followup.models.holder import HolderPin
from outcomes.followup.texts import consent_text

COOKIE, SALT, OPEN_FOR = "pemegang", "outcomes.holder", 600
LANGUAGE = "bahasa"
HELP_CHOICES = [choice for choice in Help.choices if choice[0] not in (Help.NONE, Help.CERTIFICATE)]


def _public(view):
    """Public, in the language of the address, kept by nobody; refuses posts from other sites.

    Instead of a CSRF token, which would make equal answers differ: the cookie is never sent from another site. For the
    same reason forms carry no token of their own, also where staff are signed in; the rules tell second taps.
    """

    @without_token
    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            raise PermissionDenied
        with translation.override("en" if _language(request) == "en" else "id"):
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answered


def _language(request: HttpRequest) -> str:
    return request.POST.get(LANGUAGE) or request.GET.get(LANGUAGE) or "id"


def _to(request: HttpRequest, name: str, query: str = "") -> HttpResponse:
    language = f"{LANGUAGE}=en" if _language(request) == "en" else ""
    asked = "&".join(filter(None, (language, query)))
    return redirect(reverse(f"outcomes:{name}") + (f"?{asked}" if asked else ""))


def _page(request: HttpRequest, name: str, status: int = 200, **context) -> HttpResponse:
    words = {"language": "en" if _language(request) == "en" else "id", **context}
    return render(request, f"outcomes/followup/{name}.html", words, status=status)


def _status(refused: str) -> int:
    return 422 if refused == holder_tries.WRONG else 429


@_public
@require_http_methods(["GET", "POST"])
def holder_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, "holder_sign_in")
    code, pin = typed(request.POST, "kode", most=100), typed(request.POST, "pin", most=20)
    row, refused = holder_tries.tried(code, pin, address=client_address(request))
    if row is None:
        return _page(request, "holder_sign_in", _status(refused), refused=refused)
    response = _to(request, "holder_page")
    opened_at = int(clock.now().timestamp())
    kept = signing.dumps([str(row.certificate.public_id), row.made_at.isoformat(), opened_at], salt=SALT)
    path = reverse("outcomes:holder_sign_in")
    response.set_cookie(COOKIE, kept, path=path, httponly=True, secure=request.is_secure(), samesite="Strict")
    return response


def _holder(view):
    """For whoever has opened the page within ten minutes by a card that is still the one in use."""

    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        certificate = _opened(request)
        return view(request, certificate) if certificate else _to(request, "holder_sign_in")

    return opened


def _opened(request: HttpRequest) -> Certificate | None:
    try:
        public_id, made_at, opened_at = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if clock.now().timestamp() - opened_at > OPEN_FOR:
        return None
    related = ("certificate__enrollment__person__merged_into", "certificate__batch__training_center")
    row = HolderPin.objects.select_related(*related, "certificate__batch__version__program").filter(
        certificate__public_id=public_id
    )
    row = row.defer("certificate__snapshot").first()
    return row.certificate if row and row.made_at.isoformat() == made_at else None


@_public
@require_GET
@_holder
def holder_page(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    return _show(request, certificate)


def _show(request: HttpRequest, certificate: Certificate, status: int = 200, refused: str = "") -> HttpResponse:
    center = certificate.batch.training_center
    consent = holder_report.agreement_of(certificate)
    number = consent.contacts.usable().filter(kind="own_phone").first() if consent else None
    context = {
        "certificate": certificate,
        "center": center,
        "verdict": verdict_of(certificate, clock.today(center.time_zone)),
        "hand_over": getattr(certificate, "hand_over", None),
        "has_file": hasattr(certificate, "file") or hasattr(certificate, "official"),
        "consent": consent,
        "number": number,
        "text": "" if consent else consent_text(officer="petugas penempatan", center=center.name),
        "help_choices": HELP_CHOICES,
        "refused": refused,
        "told": request.GET.get("terkirim", ""),
    }
    return _page(request, "holder_page", status, **context)


@_public
@require_GET
@_holder
def holder_file(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The stored file once more, byte for byte."""
    kept = getattr(certificate, "official", None) or getattr(certificate, "file", None)
    return pdf_answer(bytes(kept.content), "sertifikat.pdf") if kept else _to(request, "holder_page")


def _carry_out(request: HttpRequest, certificate: Certificate, deed, done: str) -> HttpResponse:
    """Does it and leads back; a refusal is told on the page, one that ended meanwhile with 409."""
    try:
        deed()
    except RuleViolation as violation:
        is_over = any(reason.code == "no_agreement" for reason in violation.reasons)
        return _show(request, certificate, 409 if is_over else 422, str(violation))
    return _to(request, "holder_page", f"terkirim={done}")


@_public
@require_POST
@_holder
def holder_agree(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    phone = typed(request.POST, "hp", most=30)
    return _carry_out(request, certificate, lambda: holder_report.agree(certificate, phone=phone), "setuju")


@_public
@require_POST
@_holder
def holder_tell(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    names = {"kind": "kabar", "fits": "sesuai", "since": "sejak", "help_wanted": "bantu"}
    tapped = holder_report.Tapped(**{key: typed(request.POST, name, most=20) for key, name in names.items()})
    return _carry_out(request, certificate, lambda: holder_report.tell(certificate, tapped), "kabar")


@_public
@require_POST
@_holder
def holder_number(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    phone, may_call = typed(request.POST, "hp", most=30), "telepon" in request.POST
    done = "nomor" if may_call else "nomor-saja"
    return _carry_out(
        request, certificate, lambda: holder_report.change_number(certificate, phone=phone, may_call=may_call), done
    )


@_public
@require_POST
@_holder
def holder_forget(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Asks for the PIN once more."""
    if refused := holder_tries.confirmed(certificate, typed(request.POST, "pin", most=20)):
        return _show(request, certificate, _status(refused), refused)
    return _carry_out(request, certificate, lambda: holder_report.forget(certificate), "lupa")


@_public
@require_POST
def holder_sign_out(request: HttpRequest) -> HttpResponse:
    response = _to(request, "holder_sign_in")
    response.delete_cookie(COOKIE, path=reverse("outcomes:holder_sign_in"), samesite="Strict")
    return response
