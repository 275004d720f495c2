"""What an adapter can declare: operations that it has, and promises that it keeps."""

from enum import Enum

__all__ = ["Capability", "Operation", "Promise"]


class Operation(Enum):
    """What can be asked of an adapter; one that lacks it raises `fakes.errors.Unsupported`.

    That is verified: an operation that is not declared, and works after all, fails.
    """

    # Repositories.
    FILTER = "filter"
    ORDER = "order"
    PAGE = "page"
    BATCH = "batch"
    TRANSACTIONS = "transactions"
    # Payments.
    REFUND = "refund"
    PARTIAL = "partial"
    AUTHORISE = "authorise"
    EVENTS = "events"
    # Email.
    HEADERS = "headers"
    SCHEDULE = "schedule"
    INSPECT = "inspect"
    # Queues and logs.
    NACK = "nack"
    BACKOFF = "backoff"
    EXTEND = "extend"
    DEAD_LETTER = "dead letter"
    PURGE = "purge"
    DELAY = "delay"
    TTL = "ttl"
    PRIORITY = "priority"
    DEDUPLICATE = "deduplicate"
    FANOUT = "fanout"
    LOG = "log"


class Promise(Enum):
    """What an adapter keeps without being asked; what is not promised is not held against it.

    `CLOCK` is not declared: a suite has it by saying how its clock is moved, with `advance`.
    """

    CLOCK = "clock"
    DURABLE = "durable"
    IDEMPOTENT = "idempotent"
    LINEARIZABLE = "linearizable"
    # Repositories.
    ATOMIC_BATCH = "atomic batch"
    GENERATED_KEYS = "generated keys"
    KEY_EXACT = "key exact"
    UNIQUE = "unique"
    VERSIONS = "versions"
    # Payments.
    CURRENCIES = "currencies"
    # Email.
    REFUSALS = "refusals"
    SIZE_LIMIT = "size limit"
    # Queues and logs.
    COUNT = "count"
    DEATH = "death"
    GROUP = "group"
    KEY_ORDER = "key order"
    LEASE = "lease"
    PREFETCH = "prefetch"
    TOTAL_ORDER = "total order"


Capability = Operation | Promise
