"""What the tests of the doors share."""

import socket

import pytest


@pytest.fixture
def no_network(monkeypatch):
    """Have every connection, and every look-up of a name, fail loudly; return what was tried."""
    tried = []

    def refuse(*asked, **_kwargs):
        tried.append(asked[-1])
        raise AssertionError(f"the network was touched: {asked[-1]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried
