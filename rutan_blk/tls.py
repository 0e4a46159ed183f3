"""How gunicorn speaks TLS where the site has a certificate of its own. Read by gunicorn as its configuration."""

import ssl
from collections.abc import Callable
from typing import Any


def ssl_context(_config: Any, default_ssl_context_factory: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """TLS 1.2 at least, and of its suites those that keep past traffic closed and notice changes (RFC 9325, 4.2)."""
    context = default_ssl_context_factory()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    return context
