"""Which partition a key belongs to: the rule of Kafka's own producers."""

__all__ = ["murmur2", "partition_of"]

_MASK = 0xFFFFFFFF
_SEED = 0x9747B28C
_MULTIPLIER = 0x5BD1E995


def partition_of(key: bytes, partitions: int) -> int:
    """The number of the key's partition, from 0.

    It is where Kafka's Java producer puts the key (`BuiltInPartitioner.partitionForKey`), and
    librdkafka with `partitioner=murmur2_random`; librdkafka's default, `consistent_random`, is
    another (CRC32).

    >>> partition_of(b"21", 16)
    12
    """
    return (murmur2(key) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """MurmurHash2 of 32 bits as Kafka seeds it (`org.apache.kafka.common.utils.Utils.murmur2`).

    Unsigned here, where Java's is signed.
    """
    length = len(data)
    state = _SEED ^ length
    whole = length & ~3
    for start in range(0, whole, 4):
        word = (int.from_bytes(data[start : start + 4], "little") * _MULTIPLIER) & _MASK
        word = ((word ^ (word >> 24)) * _MULTIPLIER) & _MASK
        state = ((state * _MULTIPLIER) & _MASK) ^ word
    if length > whole:
        state ^= int.from_bytes(data[whole:], "little")
        state = (state * _MULTIPLIER) & _MASK
    state = ((state ^ (state >> 13)) * _MULTIPLIER) & _MASK
    return state ^ (state >> 15)
