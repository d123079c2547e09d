"""What a process says about itself: alive at once, ready when it can work, also when no partition is left for it."""

import asyncio
import signal

from common.testing.workers import Workers, answers


async def test_a_worker_without_its_broker_is_alive_but_not_ready_and_stops_when_told(workers: Workers) -> None:
    process, address = await workers.start("worker-1", wait=False, kafka_brokers="127.0.0.1:1")

    await workers.until(lambda: answers(f"{address}/health", 200))
    assert await answers(f"{address}/ready", 503)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_a_worker_with_no_partition_left_for_it_is_ready_to_take_over(workers: Workers) -> None:
    await asyncio.gather(*(workers.start(f"worker-{n}", kafka_partitions=1) for n in range(2)))
    await workers.say(3)
    await workers.until_handled(3)
    assert await workers.handled() == [1, 2, 3]
