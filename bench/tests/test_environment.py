"""What a measurement started is put away, whoever breaks it off."""

import signal

import pytest

from bench.environment import put_away


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_entered_is_left_whole_though_a_second_signal_comes(number: int) -> None:
    handlers, left = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)], []

    def leave() -> None:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        left.append("whole")

    def broken_off() -> None:
        with put_away() as parts:
            parts.callback(leave)
            signal.raise_signal(number)

    with pytest.raises(SystemExit) as ended:
        broken_off()
    assert ended.value.code == 128 + number
    assert left == ["whole"]
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == handlers
