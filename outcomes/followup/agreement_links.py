"""Pages elsewhere to which the page of somebody who was asked leads."""

from core.page_links import PageLink
from core.ports import Port
from outcomes.followup.models.consents import Consent

agreement_links: Port[[Consent], PageLink | None] = Port()
"""Asked on the page of an answer, yes or no: pages of later subjects about that person, of the same center."""
