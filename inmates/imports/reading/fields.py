"""The fields that a column of a custody spreadsheet can be mapped to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Field(TextChoices):
    """Fields that are read; all other content is dropped when the file is read."""

    NAME = "name", _("Full name")
    REGISTER_NUMBER = "register_number", _("Register number")
    CALLED_NAME = "called_name", _("Called name")
    BIRTH_PLACE = "birth_place", _("Place of birth")
    BORN = "born", _("Date of birth")
    BIRTH = "birth", _("Place and date of birth")
    SEX = "sex", _("Sex")
    EDUCATION = "education", _("Education")
    NIK = "nik", _("NIK")
    ENTERED = "entered", _("Date of entry")
    TWO_THIRDS = "two_thirds", _("Two thirds of the sentence")
    INTEGRATION_DATE = "integration_date", _("Date of integration")
    SENTENCE_END = "sentence_end", _("End of sentence")
    BLOCK = "block", _("Block")
    CELL = "cell", _("Cell")
    BLOCK_CELL = "block_cell", _("Block and cell")
    ORDINAL = "ordinal", _("Number in the list (not stored)")


REQUIRED = (Field.NAME, Field.REGISTER_NUMBER)
DATES = (Field.BORN, Field.ENTERED, Field.TWO_THIRDS, Field.INTEGRATION_DATE, Field.SENTENCE_END)
SPLITS = {Field.BIRTH: (Field.BIRTH_PLACE, Field.BORN), Field.BLOCK_CELL: (Field.BLOCK, Field.CELL)}
"""Fields that combine two others in one cell; a header merged over two columns stands for both, in this order."""
