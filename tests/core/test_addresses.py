"""Addresses of pages from formats."""

import uuid

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse, set_script_prefix

from core.addresses import address

VALUES = {"UUIDConverter": uuid.UUID(int=77), "IntConverter": 4}


def named_views(resolver, before="", converters=()):
    """Each view with its full name and the converters of its path, in order."""
    for pattern in resolver.url_patterns:
        found = (*converters, *pattern.pattern.converters.values())
        if hasattr(pattern, "url_patterns"):
            name = f"{before}{pattern.namespace}:" if pattern.namespace else before
            yield from named_views(pattern, name, found)
        elif pattern.name:
            yield before + pattern.name, [type(converter).__name__ for converter in found]


def test_every_view_has_the_address_that_django_gives_it():
    views = [(name, kinds) for name, kinds in named_views(get_resolver()) if all(kind in VALUES for kind in kinds)]
    asked = [(name, [VALUES[kind] for kind in kinds]) for name, kinds in views]

    found = {name: address(name, *args) for name, args in asked}

    assert len(found) > 150
    assert found == {name: reverse(name, args=args) for name, args in asked}


@pytest.mark.parametrize(
    ("view", "args"),
    [
        ("no:view", []),
        ("reports:home", [uuid.uuid4()]),
        ("inmates:detail", []),
        ("inmates:detail", ["x"]),
        ("inmates:detail", [-1]),
        ("inmates:detail", [True]),
    ],
)
def test_address_that_is_no_page_is_refused(view, args):
    with pytest.raises(NoReverseMatch):
        address(view, *args)


def test_text_in_an_address_is_quoted():
    assert address("certification:check", "a b%") == reverse("certification:check", args=["a b%"])


def test_address_begins_where_the_site_is_served():
    at_root = address("reports:home")
    set_script_prefix("/below%s/")
    try:
        below = address("inmates:detail", uuid.UUID(int=1))
    finally:
        set_script_prefix("/")

    assert (at_root, below) == ("/", f"/below%25s/warga-binaan/{uuid.UUID(int=1)}/")
