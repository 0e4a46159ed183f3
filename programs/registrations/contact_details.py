"""How somebody who registered is reached: address and telephone, sealed, and only with consent."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import Blocker

LONGEST_ADDRESS = 200
_NUMBER = re.compile(r"0\d{7,13}")


@dataclass(frozen=True, repr=False)
class ContactDetails:
    """Address and telephone as given, and the day of the signed consent to be reached by them."""

    address: str = ""
    telephone: str = ""
    consent_on: date | None = None

    @property
    def is_given(self) -> bool:
        """Whether there is anything that needs consent."""
        return bool(self.address or self.telephone)


def plain_number(typed: str) -> str:
    """The number in digits, "0812…", however grouped; empty if it cannot be an Indonesian telephone number."""
    digits = re.sub(r"[\s().\-/]", "", typed[:40])
    digits = re.sub(r"^(?:\+62|0062|62)0?", "0", digits)
    # Spreadsheets drop the zero with which a number begins.
    digits = f"0{digits}" if re.fullmatch(r"8\d{8,11}", digits) else digits
    return digits if _NUMBER.fullmatch(digits) else ""


def blockers(contact: ContactDetails, *, today: date) -> list[Blocker]:
    """Why these details cannot be kept."""
    found = []
    if contact.telephone and not plain_number(contact.telephone):
        sentence = _("This is no telephone number. Write it with its area or mobile code, such as 0812 0000 1234.")
        found.append(Blocker("telephone", sentence))
    if len(contact.address) > LONGEST_ADDRESS:
        found.append(Blocker("address_long", _("The address is longer than 200 characters.")))
    if contact.is_given and not contact.consent_on:
        sentence = _("Address and telephone are kept only with consent. Write the day on which it was signed.")
        found.append(Blocker("contact_consent", sentence, missing=True))
    if contact.consent_on and contact.consent_on > today:
        found.append(Blocker("contact_consent_in_future", _("The day of the consent lies in the future.")))
    return found
