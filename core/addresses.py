"""Addresses of pages, from formats that are found once."""

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

# Parts of an address that no path of ours contains.
_STAND_INS: dict[type, tuple[object, ...]] = {
    UUID: tuple(UUID(int=0x1907 << 64 | number) for number in range(4)),
    int: (3_120_701, 3_120_702, 3_120_703, 3_120_704),
}


def address(view: str, *args: object) -> str:
    """What `reverse(view, args=args)` returns. Keys of objects only fill a format, every other value is reversed."""
    kinds = tuple(map(type, args))
    if not all(kind is UUID or (kind is int and arg >= 0) for kind, arg in zip(kinds, args, strict=True)):  # type: ignore[operator]
        return reverse(view, args=args)
    return _format(view, kinds, get_urlconf(), get_script_prefix()) % args


@lru_cache(maxsize=1024)
def _format(view: str, kinds: tuple[type, ...], _urlconf: str | None, _prefix: str) -> str:
    """The address with `%s` in the place of each argument."""
    stand_ins = [_STAND_INS[kind][number] for number, kind in enumerate(kinds)]
    found = reverse(view, args=stand_ins).replace("%", "%%")
    for stand_in in stand_ins:
        found = found.replace(str(stand_in), "%s")
    return found
