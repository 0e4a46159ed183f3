"""What the page of the own account leads to besides what belongs to the account."""

from core.page_links import PageLink
from core.ports import Port

own_pages: Port[[], PageLink] = Port()
"""Asked when somebody opens the own account: pages of the same user elsewhere."""
