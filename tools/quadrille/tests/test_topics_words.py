"""What an operator writes, and what names of topics say."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from common.clock import now
from common.contracts import BY_TYPE
from common.ids import new_id
from quadrille.near import near
from quadrille.topics.moment import EPOCH, moment, not_before
from quadrille.topics.state import Part, Topic, kind_of, owner_of

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", NOON - timedelta(seconds=90)),
        ("10m", NOON - timedelta(minutes=10)),
        ("2h", NOON - timedelta(hours=2)),
        ("3d", NOON - timedelta(days=3)),
        ("2026-01-31T09:30:00Z", NOON - timedelta(hours=2, minutes=30)),
        ("2026-01-31T18:30:00.5+09:00", NOON - timedelta(hours=2, minutes=29, seconds=59.5)),
        ("999999999d", EPOCH),
        ("1812-01-01T00:00:00Z", EPOCH),
    ],
)
def test_a_moment_is_so_long_ago_or_when(written: str, meant: datetime) -> None:
    assert moment(written, NOON) == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("yesterday", "'yesterday' is no moment, such as 10m, 2h, 3d or"),
        ("10", "is no moment"),
        ("-5m", "is no moment"),
        ("٣m", "is no moment"),
        ("2026-01-31T09:30:00", "does not say of which time zone it is, such as 2026-01-31T09:30:00Z"),
    ],
)
def test_what_is_no_moment_is_told_in_a_sentence(written: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        moment(written, NOON)


def test_the_id_of_an_order_tells_before_when_nothing_was_said_of_it() -> None:
    begun = not_before(new_id())
    assert begun is not None
    assert now() - timedelta(hours=2) < begun < now() - timedelta(minutes=59)
    assert not_before(uuid4()) is None
    assert not_before(UUID("00000000-0000-7000-8000-000000000000")) == EPOCH


def test_names_like_the_one_that_is_none_are_told() -> None:
    assert near("payment.faild", BY_TYPE).startswith("; did you mean payment.failed")
    assert near("order", ["auth.events.v1", "order.events.v1"]) == "; did you mean order.events.v1?"
    assert near("", BY_TYPE) == near("xyzzy", BY_TYPE) == ""


@pytest.mark.parametrize(
    ("topic", "owner", "kind"),
    [
        ("order.events.v1", "order", "events"),
        ("order.dead-letters.v1", "order", "dead letters"),
        ("order.dead-letters-settled.v1", "order", "settled"),
        ("order.retries.v1", "order", "retries"),
        ("clicks", "clicks", "other"),
        ("order.events.v2", "order", "other"),
        ("__consumer_offsets", "", "internal"),
    ],
)
def test_a_topic_is_known_by_its_name(topic: str, owner: str, kind: str) -> None:
    assert (owner_of(topic), kind_of(topic)) == (owner, kind)


def test_a_group_is_behind_by_what_is_kept_and_not_read() -> None:
    parts = [
        Part(0, first=0, end=10, committed={"order": 4}),
        Part(1, first=5, end=8, committed={"order": 2}),  # Kafka has dropped what it had not read
        Part(2, first=0, end=3, committed={}),
        Part(3, first=0, end=1, committed={"order": 7, "tracker": 1}),  # a topic made anew
    ]
    topic = Topic("payment.events.v1", parts)
    assert topic.kept == 17
    assert topic.lags == {"order": 6 + 3 + 3 + 0, "tracker": 10 + 3 + 3 + 0}
