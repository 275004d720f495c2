"""The partition of a key is the one that Kafka's own producers choose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.event_log import FakeEventLog, partition_of
from fakes.event_log.partitioner import murmur2


@pytest.mark.parametrize(
    ("key", "signed"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_the_hash_is_the_one_that_kafkas_own_tests_expect(key: bytes, signed: int) -> None:
    assert murmur2(key) == signed & 0xFFFFFFFF


@given(st.binary(), st.integers(1, 100))
def test_every_key_has_one_partition_that_is_there(key: bytes, partitions: int) -> None:
    number = partition_of(key, partitions)

    assert 0 <= number < partitions
    assert partition_of(key, partitions) == number


@given(st.binary(max_size=20))
def test_a_log_puts_a_key_where_the_rule_says(key: bytes) -> None:
    log = FakeEventLog(partitions=7)

    assert log.append("orders", b"", key=key).partition == partition_of(key, 7)
