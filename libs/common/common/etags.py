"""Entity tags (RFC 9110): a resource's version is its ETag, and If-Match names those that a change is meant for."""

import re

from aiohttp import web

_STRONG = re.compile(r'(?<!W/)"([0-9]{1,9})"')


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def expected_versions(request: web.Request) -> frozenset[int] | None:
    """The versions that If-Match names; None when any will do. Weak and foreign tags match nothing."""
    text = request.headers.get("If-Match")
    if text is None or text.strip() == "*":
        return None
    return frozenset(map(int, _STRONG.findall(text)))
