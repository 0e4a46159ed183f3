"""What counts as one address, in whatever way a server or a proxy writes it."""

import pytest

from core.throttling import network_of


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("10.0.0.1", "10.0.0.1"),
        # Of a server that listens to both versions of the protocol at once.
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8::1", "2001:db8::/64"),
        # Proxies that write the port of the client, too.
        ("10.0.0.1:50123", "10.0.0.1"),
        ("[2001:db8::1]:50123", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_address_counts_as_one_however_it_is_written(written, counted):
    assert network_of(written) == counted
