"""What the gateway answers itself: invariants, health, and whether Kafka works."""

from datetime import timedelta

from aiohttp import web
from common.http import Handler, json_response
from common.openapi import Answer, Operation, operation

from gateway_service.edge import Edge
from gateway_service.http.invariants import AWAY, get_invariants
from gateway_service.kafka_test import KafkaTest
from gateway_service.routes import DB_POOL, HEALTH_DETAILED, INVARIANTS, KAFKA_TEST, Route
from gateway_service.shapes import HealthView, KafkaTestView, PoolsView
from gateway_service.surroundings import Surroundings

TRY_KAFKA = Operation(
    "Write a record to Kafka and read it back", {200: Answer(KafkaTestView, "it came back")}, refusals=AWAY
)

OwnHandlers = dict[Route, Handler]


def own_handlers(edge: Edge, kafka: KafkaTest, surroundings: Surroundings, grace: timedelta) -> OwnHandlers:
    """The handlers by their routes; `grace` as in `get_invariants`."""

    @operation(Operation("How every service is", {200: Answer(HealthView, "whatever may be wrong")}))
    async def health_detailed(_: web.Request) -> web.Response:
        return json_response(await surroundings.health())

    @operation(Operation("How busy the database connections are", {200: Answer(PoolsView, "of each process")}))
    async def db_pool(_: web.Request) -> web.Response:
        return json_response(await surroundings.pools())

    @operation(TRY_KAFKA)
    async def kafka_test(request: web.Request) -> web.Response:
        await edge.admit(request, KAFKA_TEST.needs)
        return json_response(await kafka.run())

    return {
        INVARIANTS: get_invariants(edge, grace),
        HEALTH_DETAILED: health_detailed,
        DB_POOL: db_pool,
        KAFKA_TEST: kafka_test,
    }
