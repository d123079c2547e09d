"""`quadrille schemas register` says what it did, or why it could not, in a sentence."""

import asyncio
import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from click.testing import CliRunner, Result
from common.contracts import EVENTS
from quadrille.cli import main
from quadrille.testing.schema_registry import StandIn

FAILED = "payment.events.v1-payment.failed"


async def run(*arguments: str, **environment: str) -> Result:
    """The command, beside the registry in this process."""
    command = ["schemas", "register", *arguments]
    return await asyncio.to_thread(CliRunner().invoke, main, command, env=environment)


async def test_all_events_are_registered_and_told_with_their_places(url: str) -> None:
    first, again = await run(url), await run(url)
    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    *told, summary = again.output.splitlines()
    assert {line.split()[0].partition("-")[2] for line in told} == {event.type for event in EVENTS}
    assert all(line.endswith(", there already") for line in told)
    assert [line.split(": ")[1].split(",")[0] for line in told if line.startswith(FAILED)] == ["version 1", "version 2"]
    assert summary.endswith(f"has all of {len(told)} schemas, 0 of them new.")


async def test_a_dry_run_prints_every_request_and_sends_none(stand_in: StandIn, stand_in_url: str) -> None:
    result = await run(stand_in_url, "--dry-run")
    assert (result.exit_code, stand_in.levels, stand_in.schemas) == (0, {}, {})
    await run(stand_in_url)
    asked = [line.split(" ", 2) for line in result.output.splitlines()]
    sent = [(path, json.loads(body)) for method, path, body in asked if method == "POST"]
    kept = [(f"/subjects/{subject}/versions", each) for subject, all_ in stand_in.schemas.items() for each in all_]
    assert [(path, body["schema"]) for path, body in sent] == kept
    assert {body["schemaType"] for _, body in sent} == {"JSON"}
    levels = {path: json.loads(body)["compatibility"] for method, path, body in asked if method == "PUT"}
    assert levels == {f"/config/{subject}": level for subject, level in stand_in.levels.items()}


async def test_who_may_write_is_named_in_the_url_by_an_option_or_by_the_environment() -> None:
    async with TestServer(StandIn("ann:pa:ss").app()) as server:
        url = str(server.make_url("/"))
        for arguments, environment in (
            ([url.replace("://", "://ann:pa%3Ass@")], {}),
            ([url, "--user", "ann:pa:ss"], {}),
            ([url], {"SCHEMA_REGISTRY_USER": "ann:pa:ss"}),
        ):
            result = await run(*arguments, **environment)
            assert result.exit_code == 0, result.output
            assert "pa:ss" not in result.output
        result = await run(url, "--user", "ann:wrong")
        assert result.output == (
            f"Error: {url.rstrip('/')} does not let us in (401): give --user NAME:PASSWORD of somebody who may write\n"
        )


async def test_where_nothing_answers_is_told() -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    result = await run(url)
    assert (result.exit_code, result.output.startswith(f"Error: nothing answers at {url}: ")) == (1, True)


@pytest.mark.parametrize("url", ["nonsense", "ftp://registry:8081", "registry:8081", "http://", "http://["])
async def test_what_is_no_address_is_told(url: str) -> None:
    result = await run(url)
    assert result.output == f"Error: {url} is no address of a registry; it looks like http://registry:8081\n"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (web.Response(status=404, text="{}", content_type="application/json"), "GET /subjects answers 404"),
        (web.json_response({"subjects": []}), "GET /subjects answers 200"),
        (web.Response(text="<html>"), "GET /subjects answers no JSON"),
    ],
    ids=["not-there", "another-answer", "a-page"],
)
async def test_what_is_no_registry_is_told(answer: web.Response, told: str) -> None:
    app = web.Application()

    async def always(_: web.Request) -> web.Response:
        return answer

    app.router.add_route("*", "/{tail:.*}", always)
    async with TestServer(app) as server:
        url = str(server.make_url("/"))
        result = await run(url)
        assert (
            result.exit_code,
            result.output.startswith(f"Error: {url.rstrip('/')} is no schema registry: {told}"),
        ) == (
            1,
            True,
        )
