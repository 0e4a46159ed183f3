"""The answer of a rule that forbids something."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True)
class Blocker:
    """One reason why something may not be done.

    `code` is stable and for programs; `message` is a whole sentence that says what happened and what to do. `missing`
    is true if data is incomplete, rather than the answer being "no".
    """

    code: str
    message: str | Promise
    missing: bool = False
    # Not compared: a dict is unhashable, and commands group equal reasons by hash.
    values: dict = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return str(self.message)


class RuleViolation(Exception):
    """A command was refused and wrote nothing. `reasons` holds every reason, not only the first."""

    def __init__(self, reasons: list[Blocker] | Blocker):
        self.reasons = [reasons] if isinstance(reasons, Blocker) else list(reasons)
        super().__init__(" ".join(str(reason) for reason in self.reasons))


def refuse_if(reasons: list[Blocker]) -> None:
    """Raises `RuleViolation` with all `reasons`, if any."""
    if reasons:
        raise RuleViolation(reasons)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what is behind it."""
    # Django wraps driver errors in its own. Five levels exceed any chain of causes here.
    for _step in range(5):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
