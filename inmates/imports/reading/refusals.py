"""Why a whole file is refused. The message says what happened and what to do; it never quotes a cell."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import Blocker, RuleViolation
from core.spreadsheets.limits import MOST_BYTES

MAX_BYTES = MOST_BYTES
MAX_ROWS = 20_000


class RefusalCode(TextChoices):
    """One code per reason, each with the full sentence for the user who uploaded the file."""

    NO_HEADER = (
        "no_header",
        _(
            "No header row was found. Put one row above the list with at least the words Nama and "
            "No. Registrasi, save the file and upload it again."
        ),
    )
    COLUMNS_MISSING = (
        "columns_missing",
        _(
            "The columns for the name and for the register number are both needed, each once. "
            "Choose them for the columns of the file and try again."
        ),
    )
    PASSWORD = (
        "password",
        _("The file is protected by a password. Open it, remove the password, save it and upload it again."),
    )
    NOT_A_SPREADSHEET = (
        "not_a_spreadsheet",
        _(
            "The file is not a spreadsheet that can be read. Open it in a spreadsheet program, save it as "
            "xlsx, ods or csv and upload that file."
        ),
    )
    EMPTY = "empty", _("The file is empty. Check that it was saved completely and upload it again.")
    TOO_LARGE = (
        "too_large",
        _("The file is larger than 10 MB. Remove pictures and other sheets, or split the list, and upload it again."),
    )
    TOO_MANY_ROWS = (
        "too_many_rows",
        _("The list has more than 20,000 rows. Split it into several files and upload them one by one."),
    )
    TOO_SPREAD = (
        "too_spread",
        _("The sheet has values far outside the list. Copy the list alone into a new file and upload that file."),
    )
    ZIP_BOMB = (
        "zip_bomb",
        _(
            "The file unpacks to far more data than a list of people has. Copy the list into a new file and "
            "upload that file."
        ),
    )
    TOO_HEAVY = (
        "too_heavy",
        _(
            "Reading the file takes more time or memory than any list of people does. Copy the list alone into a new "
            "file and upload that file."
        ),
    )
    BUSY = (
        "busy",
        _("Other files are being read at the moment. Try again in a minute."),
    )
    YOURS = (
        "yours",
        _("A file that you have sent is still being read. Wait until its page appears, then send the next one."),
    )


class ImportRefused(RuleViolation):
    """The file as a whole cannot be imported; nothing has been read into a record."""

    def __init__(self, code: RefusalCode, message: str | Promise = "") -> None:
        self.code = code
        # In the words of the kind of list, else in those of the code; translated when shown.
        self.message = message or code.label
        super().__init__(Blocker(code.value, self.message))

    def __str__(self) -> str:
        # A command that just prints its error must show the message, in the language of now.
        return str(self.message)
