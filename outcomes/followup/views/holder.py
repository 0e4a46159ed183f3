"""The holder's own page: no account, no script, no name, nothing kept in the browser beyond ten minutes."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certification.register.models import Certificate
from certification.verification.certificate_check import title_of, verdict_of
from core import clock
from core.cookies import cookie, drop_cookie, keep_cookie
from core.errors import RuleViolation
from core.http import client_address, pdf_answer, typed
from core.idempotency import without_token
from outcomes.followup import holder_grants, holder_report, holder_tries
from outcomes.followup.codes import Help
from outcomes.followup.models.contacts import Contact
from outcomes.followup.texts import consent_text

COOKIE = "pemegang"
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
    unlock = typed(request.POST, "pembuka", most=20).strip()
    row, refused = holder_tries.tried(code, pin, address=client_address(request), unlock=unlock)
    if row is None:
        is_locked = refused == holder_tries.SPENT or bool(unlock)
        return _page(request, "holder_sign_in", _status(refused), refused=refused, is_locked=is_locked, code=code)
    return _keep_key(_to(request, "holder_page"), holder_grants.open_page(row))


def _keep_key(response: HttpResponse, key: str) -> HttpResponse:
    keep_cookie(response, COOKIE, key)
    return response


def _holder(view):
    """For whoever has opened the page within ten minutes by a card that is still the one in use."""

    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        pin = holder_grants.opened(cookie(request, COOKIE))
        return view(request, pin.certificate) if pin else _to(request, "holder_sign_in")

    return opened


@_public
@require_GET
@_holder
def holder_page(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    return _show(request, certificate)


def _show(
    request: HttpRequest, certificate: Certificate, status: int = 200, refused: str = "", **typed_again
) -> HttpResponse:
    center = certificate.batch.training_center
    consent = holder_report.agreement_of(certificate)
    numbers = consent.contacts.filter(kind="own_phone") if consent else Contact.objects.none()
    today = clock.today(center.time_zone)
    context = {
        "certificate": certificate,
        "center": center,
        "verdict": verdict_of(certificate, today),
        "title": title_of(certificate, today),
        "hand_over": getattr(certificate, "hand_over", None),
        "has_file": hasattr(certificate, "file") or hasattr(certificate, "official"),
        "has_badge": hasattr(certificate, "credential"),
        "consent": consent,
        "number": numbers.usable().first(),
        "waiting": numbers.waiting().order_by("pk").last(),
        "text": "" if consent else consent_text(center, officer="(nama petugas)").text,
        "help_choices": HELP_CHOICES,
        "refused": refused,
        "told": request.GET.get("terkirim", ""),
        # What was refused stands open, with what was typed.
        "refused_act": "",
        "phone": "",
        **typed_again,
    }
    return _page(request, "holder_page", status, **context)


@_public
@require_GET
@_holder
def holder_file(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The stored file once more, byte for byte."""
    kept = getattr(certificate, "official", None) or getattr(certificate, "file", None)
    return pdf_answer(bytes(kept.content), "sertifikat.pdf") if kept else _to(request, "holder_page")


@_public
@require_GET
@_holder
def holder_badge(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The signed credential once more, for programs that read such badges."""
    kept = getattr(certificate, "credential", None)
    if kept is None:
        return _to(request, "holder_page")
    headers = {"Content-Disposition": 'attachment; filename="lencana.jwt"'}
    return HttpResponse(kept.token, content_type="application/vc+jwt", headers=headers)


def _carry_out(request: HttpRequest, certificate: Certificate, deed, done: str, **typed_again) -> HttpResponse:
    """Does it and leads back; a refusal is told on the page, one that ended meanwhile with 409."""
    try:
        deed()
    except RuleViolation as violation:
        return _refused(request, certificate, violation, **typed_again)
    return _to(request, "holder_page", f"terkirim={done}")


def _refused(request: HttpRequest, certificate: Certificate, violation: RuleViolation, **typed_again) -> HttpResponse:
    codes = {reason.code for reason in violation.reasons}
    status = 409 if "no_agreement" in codes else 422
    asks_before = holder_report.BEFORE in codes
    return _show(request, certificate, status, str(violation), asks_before=asks_before, **typed_again)


@_public
@require_POST
@_holder
def holder_agree(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    phone = typed(request.POST, "hp", most=30)
    return _carry_out(
        request, certificate, lambda: holder_report.agree(certificate, phone=phone), "setuju", phone=phone
    )


@_public
@require_POST
@_holder
def holder_tell(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    names = {"kind": "kabar", "fits": "sesuai", "since": "sejak", "help_wanted": "bantu"}
    told = {key: typed(request.POST, name, most=20) for key, name in names.items()}
    tapped = holder_report.Tapped(**told, was_before="sebelum" in request.POST)
    return _carry_out(request, certificate, lambda: holder_report.tell(certificate, tapped), "kabar", tapped=tapped)


@_public
@require_POST
@_holder
def holder_number(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    phone, may_call = typed(request.POST, "hp", most=30), "telepon" in request.POST
    try:
        number = holder_report.change_number(certificate, phone=phone, may_call=may_call)
    except RuleViolation as violation:
        return _refused(request, certificate, violation, refused_act="number", phone=phone)
    done = "nomor" if may_call else "nomor-saja"
    return _to(request, "holder_page", f"terkirim={'nomor-tunggu' if number.waits_until else done}")


@_public
@require_POST
@_holder
def holder_forget(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Asks for the PIN once more; it is done at once, and waits for nobody."""
    if refused := holder_tries.confirmed(certificate, typed(request.POST, "pin", most=20)):
        return _show(request, certificate, _status(refused), refused, refused_act="forget")
    response = _carry_out(request, certificate, lambda: holder_report.forget(certificate), "lupa")
    if response.status_code != 302:
        return response
    # Copies of the cookie open nothing any more.
    return _keep_key(response, holder_grants.renew(certificate.holder_pin))


@_public
@require_POST
def holder_sign_out(request: HttpRequest) -> HttpResponse:
    holder_grants.close_page(cookie(request, COOKIE))
    response = _to(request, "holder_sign_in")
    drop_cookie(response, COOKIE)
    return response
