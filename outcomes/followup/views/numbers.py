"""Replacing and closing a number or address of somebody who agreed, settling one that waits, unlocking cards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from outcomes.followup import contacts, holder_pins, waiting_numbers
from outcomes.followup.forms.agreements import ClosingForm, ReplacementForm
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.views.consents import agreement_form, ended_answer, visible_consent


def _contact(consent: Consent, contact) -> Contact:
    """Closed ones too: whoever comes late is told so by the rule."""
    return get_object_or_404(consent.contacts.select_related("consent"), public_id=contact)


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def contact_replace(request: HttpRequest, public_id, contact) -> HttpResponse:
    consent = visible_consent(request, public_id)
    if consent.person is None:
        return ended_answer(request)
    old = _contact(consent, contact)
    form = ReplacementForm(request.POST or None, initial={"label": old.label, "preferred": old.preferred})
    if form.carry_out(
        lambda data: contacts.add_contact(consent, by=request.user, contact=form.contact(old), replaces=old)
    ):
        messages.success(request, _("The new contact is kept, the old one is deleted."))
        return redirect("outcomes:consent_detail", consent.public_id)
    return agreement_form(request, consent, form, title=_("Replace the contact"), button=_("Save"), note=_words(old))


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def contact_close(request: HttpRequest, public_id, contact) -> HttpResponse:
    consent = visible_consent(request, public_id)
    if consent.person is None:
        return ended_answer(request)
    found, form = _contact(consent, contact), ClosingForm(request.POST or None)
    if form.carry_out(lambda data: contacts.close_number(found, by=request.user, why=data["why"])):
        messages.success(request, _("The contact is closed and deleted."))
        return redirect("outcomes:consent_detail", consent.public_id)
    return agreement_form(
        request, consent, form, title=_("Close the contact"), button=_("Delete it"), note=_words(found)
    )


@requires("outcomes.follow_up")
@require_POST
def number_settle(request: HttpRequest, public_id, contact) -> HttpResponse:
    """What the person said at the old number about the one that waits."""
    consent = visible_consent(request, public_id)
    if consent.person is None:
        return ended_answer(request)
    found, said = _contact(consent, contact), request.POST.get("is")
    if said == "so":
        waiting_numbers.confirm(found, by=request.user)
        messages.success(request, _("The new number is in use, the old one is deleted."))
    elif said == "foreign":
        waiting_numbers.reject(found, by=request.user)
        sentence = _("The old number stays, and the PIN card opens nothing any more. Ask for a new card.")
        messages.success(request, sentence)
    return redirect("outcomes:consent_detail", consent.public_id)


@requires("outcomes.follow_up")
@require_POST
def consent_unlock(request: HttpRequest, public_id) -> HttpResponse:
    """Begins the tries of the person's locked cards anew; their PINs stay."""
    consent = visible_consent(request, public_id)
    if consent.person is None:
        return ended_answer(request)
    holder_pins.unlock(holder_pins.certificates_of(consent), by=request.user, permission=contacts.PERMISSION)
    messages.success(request, _("The card can be used again, with its PIN."))
    return redirect("outcomes:consent_detail", consent.public_id)


def _words(contact: Contact) -> str:
    return f"{contact.get_kind_display()}: {contact.masked}"
