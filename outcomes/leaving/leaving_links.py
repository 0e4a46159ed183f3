"""Pages elsewhere to which the page of somebody who leaves leads."""

from core.page_links import PageLink
from core.ports import Port
from inmates.people.models import Person

leaving_links: Port[[Person], PageLink] = Port()
"""Asked on the page of what a person still needs before leaving: pages of later subjects about that person."""
