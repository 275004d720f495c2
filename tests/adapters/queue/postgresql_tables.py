"""The tables of queues in PostgreSQL, and what is said to them.

All queues of a schema share three tables. A message is a row for each of the queue's subscriptions,
of which the queue's own consumers are one. `queue` is the address of the subscription, and `number`
the place in it. Times are those of the server, so that the clients' clocks need not agree.

A row is in flight while it has a receipt and `ready_at` is to come: that is the end of its lease.
When the lease is over the receipt stays, for whoever settles late, until the next delivery. A row
is deleted when it is acked, and changes its queue when it dies.
"""

from typing import Final, LiteralString

__all__ = [
    "ACK",
    "BURY_THE_POISONED",
    "CREATE",
    "DEDUPLICATE",
    "DROP_THE_EXPIRED",
    "EXTEND",
    "FORGET_WINDOWS",
    "GIVE_ALL_BACK",
    "LOCK",
    "NACK",
    "PUBLISH",
    "PURGE",
    "RECEIVE",
    "REJECT",
    "REMEMBER",
    "SUBSCRIBE",
]

_IN_FLIGHT: Final[LiteralString] = "(receipt IS NOT NULL AND ready_at > now())"
_DIES: Final[LiteralString] = """
    queue = %(dead_letters)s, number = DEFAULT, count = 0, receipt = NULL, holder = NULL,
    ready_at = now(), expires_at = NULL, died_in = queue, died_after = count
"""
_RECEIVED: Final[LiteralString] = "queue = %(queue)s AND receipt = %(receipt)s"

CREATE: Final[LiteralString] = """
CREATE TABLE queue_messages (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue text NOT NULL,
    id text NOT NULL,
    payload bytea NOT NULL,
    media_type text NOT NULL,
    headers json NOT NULL,
    key text,
    priority smallint NOT NULL,
    ready_at timestamptz NOT NULL,
    expires_at timestamptz,
    count bigint NOT NULL DEFAULT 0,
    receipt text,
    holder uuid,
    died_in text,
    died_of text,
    died_after bigint
);
CREATE INDEX ON queue_messages (queue, priority DESC, number);
CREATE INDEX ON queue_messages (queue, key, number) WHERE key IS NOT NULL;
CREATE INDEX ON queue_messages (queue, expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX ON queue_messages (queue, holder) WHERE holder IS NOT NULL;
CREATE UNIQUE INDEX ON queue_messages (receipt) WHERE receipt IS NOT NULL;

CREATE TABLE queue_subscriptions (
    queue text NOT NULL,
    subscription text NOT NULL,
    PRIMARY KEY (queue, subscription)
);

CREATE TABLE queue_deduplications (
    queue text NOT NULL,
    deduplication_id text NOT NULL,
    message_id text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (queue, deduplication_id)
);
"""

# Publishing.

# Numbers are given in the order of the statements, and seen in that of the commits. To publish with
# one key, or one deduplication id, by turns makes that the same.
LOCK: Final[LiteralString] = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"

DEDUPLICATE: Final[LiteralString] = """
SELECT message_id FROM queue_deduplications
WHERE queue = %(queue)s AND deduplication_id = %(deduplication_id)s AND until > now()
"""

REMEMBER: Final[LiteralString] = """
INSERT INTO queue_deduplications (queue, deduplication_id, message_id, until)
VALUES (%(queue)s, %(deduplication_id)s, %(id)s, now() + %(window)s)
ON CONFLICT (queue, deduplication_id)
DO UPDATE SET message_id = excluded.message_id, until = excluded.until
"""

# Two transactions that wait for each other's rows would never end: here, none waits for any.
FORGET_WINDOWS: Final[LiteralString] = """
DELETE FROM queue_deduplications WHERE (queue, deduplication_id) IN (
    SELECT queue, deduplication_id FROM queue_deduplications
    WHERE queue = %(queue)s AND until <= now()
    FOR UPDATE SKIP LOCKED
)
"""

PUBLISH: Final[LiteralString] = """
INSERT INTO queue_messages
    (queue, id, payload, media_type, headers, key, priority, ready_at, expires_at)
SELECT address, %(id)s, %(payload)s, %(media_type)s, %(headers)s, %(key)s, %(priority)s,
    now() + %(delay)s, now() + %(ttl)s
FROM (
    SELECT %(queue)s::text AS address
    UNION ALL
    SELECT queue || '/' || subscription FROM queue_subscriptions WHERE queue = %(queue)s
) AS addresses
"""

SUBSCRIBE: Final[LiteralString] = """
INSERT INTO queue_subscriptions (queue, subscription) VALUES (%(name)s, %(subscription)s)
ON CONFLICT DO NOTHING
"""

# Receiving, before which what time has done is done.

DROP_THE_EXPIRED: Final[LiteralString] = f"""
DELETE FROM queue_messages WHERE number IN (
    SELECT number FROM queue_messages
    WHERE queue = %(queue)s AND expires_at <= now() AND NOT {_IN_FLIGHT}
    FOR UPDATE SKIP LOCKED
)
"""

BURY_THE_POISONED: Final[LiteralString] = f"""
UPDATE queue_messages SET {_DIES}, died_of = 'too many deliveries' WHERE number IN (
    SELECT number FROM queue_messages
    WHERE queue = %(queue)s AND count >= %(most)s AND NOT {_IN_FLIGHT}
    FOR UPDATE SKIP LOCKED
)
"""

RECEIVE: Final[LiteralString] = f"""
WITH ready AS (
    SELECT number FROM queue_messages AS message
    WHERE queue = %(queue)s AND ready_at <= now() AND NOT EXISTS (
        SELECT FROM queue_messages AS earlier
        WHERE earlier.queue = message.queue AND earlier.key = message.key
            AND earlier.number < message.number
    )
    ORDER BY priority DESC, number
    LIMIT greatest(0, least(%(limit)s, %(prefetch)s - (
        SELECT count(*) FROM queue_messages
        WHERE queue = %(queue)s AND holder = %(client)s AND {_IN_FLIGHT}
    )))
    FOR UPDATE OF message SKIP LOCKED
), received AS (
    UPDATE queue_messages AS message
    SET count = count + 1, receipt = gen_random_uuid()::text, holder = %(client)s,
        ready_at = now() + %(lease)s
    FROM ready WHERE message.number = ready.number
    RETURNING message.*
)
SELECT id, payload, media_type, headers, key, priority, receipt, count,
    died_in, died_of, died_after
FROM received ORDER BY priority DESC, number
"""

# Settling. Whoever waits for a row that another client receives looks at its receipt again.

ACK: Final[LiteralString] = f"DELETE FROM queue_messages WHERE {_RECEIVED}"

NACK: Final[LiteralString] = f"""
UPDATE queue_messages SET receipt = NULL, holder = NULL, ready_at = now() + %(delay)s
WHERE {_RECEIVED}
"""

REJECT: Final[LiteralString] = f"""
UPDATE queue_messages SET {_DIES}, died_of = 'rejected' WHERE {_RECEIVED}
"""

EXTEND: Final[LiteralString] = f"""
UPDATE queue_messages SET ready_at = now() + %(lease)s WHERE {_RECEIVED} AND ready_at > now()
"""

GIVE_ALL_BACK: Final[LiteralString] = f"""
UPDATE queue_messages SET receipt = NULL, holder = NULL, ready_at = now()
WHERE queue = %(queue)s AND holder = %(client)s AND {_IN_FLIGHT}
"""

PURGE: Final[LiteralString] = f"""
DELETE FROM queue_messages WHERE number IN (
    SELECT number FROM queue_messages
    WHERE queue = %(queue)s AND NOT {_IN_FLIGHT}
    FOR UPDATE SKIP LOCKED
)
"""
