"""The composition root: the parts of the gateway, put together in the order in which they start."""

from aiohttp import ClientSession
from common.contracts import topic_of
from common.runtime import Runtime

from gateway_service.access import Access
from gateway_service.edge import Edge
from gateway_service.http import edge_application
from gateway_service.settings import Settings
from gateway_service.suspension_feed import SuspensionFeed
from gateway_service.suspensions import Suspensions
from gateway_service.tokens import TokenVerifier
from gateway_service.upstream import Service, open_session


async def main(runtime: Runtime) -> None:
    """Run the gateway until a signal."""
    settings = Settings()
    suspensions = Suspensions()
    feed = SuspensionFeed(settings, topic_of("auth"), suspensions)
    session = open_session()
    runtime.on_stop(session.close)
    edge = put_together(settings, suspensions, session)
    runtime.spawn("suspensions", feed.run())
    await runtime.serve(edge_application(edge, lambda: runtime.ready and feed.caught_up))
    await runtime.until_signal()


def put_together(settings: Settings, suspensions: Suspensions, session: ClientSession) -> Edge:
    """The edge over real connections. Raises `jwt.PyJWKSetError` when the key file holds no key."""
    verifier = TokenVerifier(settings.jwks_file.read_text(), issuer=settings.jwt_issuer, audience=settings.jwt_audience)
    return Edge(
        node=settings.node_name,
        timeout=settings.request_timeout_seconds,
        access=Access(verifier, suspensions),
        services={
            "auth": Service("auth", settings.auth_urls, session),
            "order": Service("order", settings.order_urls, session),
            "payment": Service("payment", settings.payment_urls, session),
            "tracker": Service("tracker", settings.tracker_urls, session),
        },
    )
