"""Breaches of personal data, for head and data protection officer."""

from reports.breaches.views.affected import (
    breach_account,
    breach_entries,
    breach_entry_add,
    breach_people,
    breach_person_add,
    breach_person_remove,
)
from reports.breaches.views.breaches import (
    breach_close,
    breach_confirm,
    breach_correct,
    breach_detail,
    breach_list,
    breach_new,
    breach_send_back,
    breach_step,
)
from reports.breaches.views.giving_up import breach_give_up, breach_give_up_decide, breach_tell_again
from reports.breaches.views.letters import (
    breach_authority,
    breach_envelopes,
    breach_letters,
    breach_report,
    breach_tell,
)

__all__ = [
    "breach_account",
    "breach_authority",
    "breach_close",
    "breach_confirm",
    "breach_correct",
    "breach_detail",
    "breach_entries",
    "breach_entry_add",
    "breach_envelopes",
    "breach_give_up",
    "breach_give_up_decide",
    "breach_letters",
    "breach_list",
    "breach_new",
    "breach_people",
    "breach_person_add",
    "breach_person_remove",
    "breach_report",
    "breach_send_back",
    "breach_step",
    "breach_tell",
    "breach_tell_again",
]
