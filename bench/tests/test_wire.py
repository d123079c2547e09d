"""A kept connection: an answer for each request, a new connection when the old one is closed."""

from bench.tests.doors import CLOSES, accepted, answer, door
from bench.wire import BROKEN_OFF, Line, prepared

REQUEST = prepared("GET", "/", "a-token")


async def test_an_answer_is_told_with_its_body() -> None:
    async with door(accepted) as stage:
        line = Line(stage.nginx)
        answers = [await line.ask(REQUEST) for _ in range(3)]
        line.close()
    assert [(each.status, each.body) for each in answers] == [(201, b'{"id": "%d"}' % n) for n in range(3)]


async def test_a_connection_that_is_closed_after_an_answer_is_made_anew() -> None:
    async with door(lambda number: accepted(number, CLOSES)) as stage:
        line = Line(stage.nginx)
        statuses = [(await line.ask(REQUEST)).status for _ in range(3)]
    assert statuses == [201, 201, 201]


async def test_who_hangs_up_gives_no_answer_and_is_asked_again_the_next_time() -> None:
    async with door(lambda number: b"" if number == 0 else answer(b"200 OK")) as stage:
        line = Line(stage.nginx)
        statuses = [(await line.ask(REQUEST)).status for _ in range(2)]
        line.close()
    assert statuses == [BROKEN_OFF, 200]


async def test_where_nobody_listens_there_is_no_answer() -> None:
    async with door(accepted) as stage:
        pass
    assert (await Line(stage.nginx).ask(REQUEST)).status == BROKEN_OFF
