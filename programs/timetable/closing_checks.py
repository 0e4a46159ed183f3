"""What is looked at before a session is closed: heads, tools and marks each say how they stand in the same words."""

from dataclasses import dataclass

# Somebody of whom nobody knows where they were is no matter of counting: no reason stands in place of a mark.
NEVER_OVERRIDDEN = frozenset({"unmarked"})


@dataclass(frozen=True)
class Check:
    """One thing looked at before closing; `state`: ok, bad or unknown."""

    code: str
    state: str
    message: str

    @property
    def is_count(self) -> bool:
        """Whether a supervisor's reason can stand in its place."""
        return self.code not in NEVER_OVERRIDDEN
