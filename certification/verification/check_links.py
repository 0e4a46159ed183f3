"""Pages to which the check page leads where this site has them."""

from core.page_links import PageLink
from core.ports import Port

papers_without_code: Port[[], PageLink] = Port()
"""Asked when the check page is shown: where papers are checked that bear no code."""
