"""Shares with Wilson's interval, without continuity correction: x of n, never a percentage alone."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`x` of `n` people; point and ends lie in 0..1 and are None if there is nobody to count."""

    x: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.x <= self.n:
            raise ValueError(f"{self.x} of {self.n} is no share.")

    @property
    def point(self) -> float | None:
        """The share itself."""
        return self.x / self.n if self.n else None

    @property
    def ends(self) -> tuple[float, float] | None:
        """Low and high end at 95 percent."""
        return interval(self.x, self.n) if self.n else None

    @property
    def low(self) -> float | None:
        """The lower end."""
        return self.ends[0] if self.ends else None

    @property
    def high(self) -> float | None:
        """The upper end."""
        return self.ends[1] if self.ends else None


def interval(x: int, n: int) -> tuple[float, float]:
    """Wilson's score interval of x of n at 95 percent, cut to 0..1. Raises `ZeroDivisionError` for n = 0."""
    p, square = x / n, Z * Z
    middle = p + square / (2 * n)
    half = Z * sqrt(p * (1 - p) / n + square / (4 * n * n))
    scale = 1 + square / n
    # Rounding may push an end beyond the point that it must contain.
    return min(p, max(0.0, (middle - half) / scale)), max(p, min(1.0, (middle + half) / scale))
