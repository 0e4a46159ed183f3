"""The kinds of tools and capital that are given. Codes are stored in rows and files and never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AidKind(models.TextChoices):
    """What was given."""

    TOOL_SET = "ALAT_SET", _("Set of tools")
    MACHINE = "MESIN", _("Machine")
    MATERIAL = "BAHAN", _("Raw material")
    GRANT = "HIBAH", _("Grant of money")
    LOAN = "PINJAMAN_KUR", _("Loan (KUR)")
    BAZNAS = "BAZNAS", _("Baznas")
    CSR = "CSR", _("Help of a company (CSR)")
    SAVINGS = "SIMPANAN", _("Saved wages")
    BUSINESS_NUMBER = "NIB", _("Business number (NIB)")
    PLACE = "TEMPAT", _("Place to work at")
    BANK_BOOK = "BUKU_TABUNGAN", _("Bank book")


# Papers and savings are not used up, lost or sold like tools.
NOT_ASKED_ABOUT = frozenset({AidKind.SAVINGS, AidKind.BUSINESS_NUMBER, AidKind.BANK_BOOK})
# The item of getting ready to leave that each settles. A business number comes after leaving, so nothing waits for it.
ITEM_OF: dict[str, str] = {
    **dict.fromkeys(
        (
            AidKind.TOOL_SET,
            AidKind.MACHINE,
            AidKind.MATERIAL,
            AidKind.GRANT,
            AidKind.LOAN,
            AidKind.BAZNAS,
            AidKind.CSR,
            AidKind.PLACE,
        ),
        "ALAT",
    ),
    AidKind.SAVINGS: "SIMPANAN",
    AidKind.BANK_BOOK: "REKENING",
}
