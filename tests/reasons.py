"""Why a command or a question says no, in short."""

import pytest


def codes(reasons):
    """The codes of these reasons, or of those of the violation that `pytest.raises` has caught."""
    found = reasons.value.reasons if isinstance(reasons, pytest.ExceptionInfo) else reasons
    return [reason.code for reason in found]
