"""What a rule answers when something may not be done."""

from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True)
class Blocker:
    """One reason why something may not be done.

    `code` is stable and for programs; `message` is a whole sentence that says what happened and what to do.
    `missing` is true when the answer is not "no" but "data are not complete".
    """

    code: str
    message: str | Promise
    missing: bool = False
    # Not compared: a dict has no hash, and commands gather equal reasons by it.
    values: dict = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return str(self.message)


class RuleViolation(Exception):
    """A command was refused; nothing was written. `reasons` holds every reason, never only the first."""

    def __init__(self, reasons: list[Blocker] | Blocker):
        self.reasons = [reasons] if isinstance(reasons, Blocker) else list(reasons)
        super().__init__(" ".join(str(reason) for reason in self.reasons))


def refuse_if(reasons: list[Blocker]) -> None:
    """Raises `RuleViolation` with all `reasons` if there is one."""
    if reasons:
        raise RuleViolation(reasons)
