"""What the application's parts find in it, under typed keys."""

import asyncio

from aiohttp import web

from payment_sandbox.settings import Settings
from payment_sandbox.writer import Writer

SETTINGS = web.AppKey("SETTINGS", Settings)
WRITER = web.AppKey("WRITER", Writer)
CLOSING = web.AppKey("CLOSING", asyncio.Event)  # set when the process is about to end
