"""`python -m payment_sandbox`: serve until SIGTERM, configured by the environment alone."""

import uvloop
from aiohttp import web

from payment_sandbox.app import create_app
from payment_sandbox.logs import configure_logs
from payment_sandbox.settings import Settings


def main() -> None:
    settings = Settings()
    configure_logs(settings)
    web.run_app(
        create_app(settings),
        host=settings.http_host,
        port=settings.http_port,
        access_log=None,
        print=None,
        shutdown_timeout=5.0,
        loop=uvloop.new_event_loop(),
    )


if __name__ == "__main__":
    main()
