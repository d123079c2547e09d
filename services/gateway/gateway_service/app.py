"""The composition root: the parts of the gateway, put together in the order in which they start."""

from datetime import timedelta

from aiohttp import ClientSession
from common.contracts import topic_of
from common.publisher import Publisher
from common.redis_client import redis_client
from common.runtime import Runtime
from redis.asyncio import Redis

from gateway_service.access import Access
from gateway_service.edge import Edge
from gateway_service.following import open_session
from gateway_service.http import edge_application
from gateway_service.http.own import own_handlers
from gateway_service.kafka_test import KafkaTest
from gateway_service.proxies import Proxies
from gateway_service.quota import PerMinute, Quota, Unlimited
from gateway_service.settings import Settings
from gateway_service.surroundings import Surroundings
from gateway_service.suspension_feed import SuspensionFeed
from gateway_service.suspensions import Suspensions
from gateway_service.tokens import TokenVerifier
from gateway_service.upstream import Service

REDIS_SECONDS = 0.5  # a Redis that hangs must not hold up the edge


async def main(runtime: Runtime) -> None:
    """Run the gateway until a signal."""
    settings = Settings()
    suspensions = Suspensions()
    feed = SuspensionFeed(settings, topic_of("auth"), suspensions)
    session = open_session()
    runtime.on_stop(session.close)
    redis = redis_client(settings, REDIS_SECONDS)
    runtime.on_stop(redis.aclose)
    edge = put_together(settings, suspensions, session, quota(settings, redis))
    runtime.on_stop(edge.close)
    runtime.spawn("suspensions", feed.run())
    publisher = Publisher(settings)
    runtime.on_stop(publisher.close)
    surroundings = Surroundings(edge, settings, lambda: feed.caught_up)
    grace = timedelta(seconds=settings.audit_grace_seconds)
    own = own_handlers(edge, KafkaTest(settings, publisher), surroundings, grace)
    await runtime.serve(edge_application(edge, own, settings.cors_origins, lambda: runtime.ready and feed.caught_up))
    await runtime.until_signal()


def put_together(settings: Settings, suspensions: Suspensions, session: ClientSession, limit: Quota) -> Edge:
    """The edge over real connections. Raises `ValueError` when the key file holds no key."""
    verifier = TokenVerifier(settings.jwks_file, issuer=settings.jwt_issuer, audience=settings.jwt_audience)
    return Edge(
        node=settings.node_name,
        timeout=settings.request_timeout_seconds,
        access=Access(verifier, suspensions),
        quota=limit,
        proxies=Proxies(settings.trusted_proxies),
        services={
            "auth": Service("auth", settings.auth_urls, session),
            "order": Service("order", settings.order_urls, session),
            "payment": Service("payment", settings.payment_urls, session),
            "tracker": Service("tracker", settings.tracker_urls, session),
        },
    )


def quota(settings: Settings, redis: Redis) -> Quota:
    """What each user has in a minute, if that is limited."""
    return PerMinute(redis, settings.rate_limit_per_minute) if settings.rate_limit_per_minute else Unlimited()
