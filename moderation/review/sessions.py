"""The session cookie: signed, out of reach of scripts, and without TLS only to this very machine."""

from ipaddress import ip_address

from flask import Flask, Request, request
from flask.sessions import SecureCookieSessionInterface


class DeskSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, `Secure` everywhere but over plain HTTP on a loopback address."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the cookie may travel over TLS alone."""
        return not is_local(request)

    def get_cookie_path(self, app: Flask) -> str:
        """Keep the cookie to the desk."""
        return "/desk"

    def get_cookie_httponly(self, app: Flask) -> bool:
        """Keep the cookie from scripts."""
        return True

    def get_cookie_samesite(self, app: Flask) -> str:
        """Keep the cookie from requests that other sites start, links aside."""
        return "Lax"


def is_local(asked: Request) -> bool:
    """Say whether a request came to this machine over plain HTTP, as in a trial or a test."""
    host = asked.host.rsplit(":", 1)[0].strip("[]")
    if asked.is_secure:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
