"""Pages elsewhere to which the account page leads."""

from core.page_links import PageLink
from core.ports import Port

own_pages: Port[[], PageLink] = Port()
"""Asked when users open their account: other pages of their own."""
