"""The Lua scripts of queues in Redis Streams: each is one operation, which nothing interrupts.

A queue is a stream, and each of its subscriptions a consumer group, whose pending entries are what
was delivered and is not done with. An entry's idle time is what its lease is measured by, and its
delivery count says which delivery is the latest. What is given back belongs to the consumer
"waiting", and is as idle as if its lease were over, or would be after the delay.

KEYS are the stream and that of the group's dead letters; the ARGV of all begin with the group, the
lease in milliseconds, and the largest number of deliveries, or 0.
"""

from typing import Final

__all__ = ["ACK", "CLOSE", "EXTEND", "NACK", "PUBLISH", "PURGE", "RECEIVE", "REJECT"]

_COMMON: Final = """
local stream, letters = KEYS[1], KEYS[2]
local group, lease, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local PAGE = 1000

local function pending(...)
    return redis.call('XPENDING', stream, group, ...)
end

local function never_delivered(consumer, ...)
    local options = {...}
    for _, each in ipairs({'STREAMS', stream, '>'}) do
        table.insert(options, each)
    end
    local found = redis.call('XREADGROUP', 'GROUP', group, consumer, unpack(options))
    return found and found[1][2] or {}
end

local function numbers(entry)
    local time, sequence = string.match(entry, '(%d+)-(%d+)')
    return tonumber(time), tonumber(sequence)
end

local function is_before(one, other)
    local time, sequence = numbers(one)
    local other_time, other_sequence = numbers(other)
    return time < other_time or (time == other_time and sequence < other_sequence)
end

-- Remove the entries that every group is done with.
local function trim()
    local kept
    for _, about in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
        local group = {}
        for index = 1, #about, 2 do
            group[about[index]] = about[index + 1]
        end
        local first
        if group['pending'] > 0 then
            first = redis.call('XPENDING', stream, group['name'])[2]
        else
            local time, sequence = string.match(group['last-delivered-id'], '(%d+)-(%d+)')
            first = time .. '-' .. string.format('%.0f', sequence + 1)
        end
        if not kept or is_before(first, kept) then
            kept = first
        end
    end
    redis.call('XTRIM', stream, 'MINID', kept)
end

local function forget(entry)
    redis.call('XACK', stream, group, entry)
    trim()
end

local function bury(entry, reason, count)
    local found = redis.call('XRANGE', stream, entry, entry)[1]
    if found then
        local letter = found[2]
        for _, each in ipairs({'reason', reason, 'count', count}) do
            table.insert(letter, each)
        end
        redis.call('XADD', letters, '*', unpack(letter))
    end
    forget(entry)
end

local function set_idle(entry, consumer, idle)
    redis.call('XCLAIM', stream, group, consumer, 0, entry, 'IDLE', idle, 'JUSTID')
end

local function give_back(entry, count, delay)
    if most > 0 and count >= most then
        bury(entry, 'too many deliveries', count)
    else
        -- fakeredis finds by IDLE only what has been idle for longer than that.
        set_idle(entry, 'waiting', lease - delay + 1)
    end
end
"""

_HELD: Final = (
    _COMMON
    + """
local entry = ARGV[4]
local _, consumer, idle, count = unpack(pending(entry, entry, 1)[1] or {})
if not consumer or consumer == 'waiting' or count ~= tonumber(ARGV[5]) then
    return 0
end
"""
)
"""For the latest delivery of a message; the others are answered with 0."""

PUBLISH: Final = """
-- The key of the deduplication id comes second, if there is one.
local stream, remembered = KEYS[1], KEYS[2]
local window, id = ARGV[1], ARGV[2]
if remembered then
    local first = redis.call('GET', remembered)
    if first then
        return first
    end
    redis.call('SET', remembered, id, 'PX', window)
end
redis.call('XADD', stream, '*', 'id', id, unpack(ARGV, 3))
return id
"""

RECEIVE: Final = (
    _COMMON
    + """
local consumer, limit = ARGV[4], tonumber(ARGV[5])
local received = {}
-- What was delivered before is older than what never was.
repeat
    local ready = {}
    if #received < limit then
        ready = pending('IDLE', lease, '-', '+', limit - #received)
    end
    for _, each in ipairs(ready) do
        local entry, count = each[1], each[4]
        if most > 0 and count >= most then
            bury(entry, 'too many deliveries', count)
        else
            local claimed = redis.call('XCLAIM', stream, group, consumer, 0, entry)[1]
            if claimed then
                table.insert(received, {entry, count + 1, claimed[2]})
            end
        end
    end
until #ready == 0
if #received < limit then
    for _, each in ipairs(never_delivered(consumer, 'COUNT', limit - #received)) do
        table.insert(received, {each[1], 1, each[2]})
    end
end
return received
"""
)

ACK: Final = _HELD + "forget(entry) return 1"

NACK: Final = _HELD + "give_back(entry, count, tonumber(ARGV[6])) return 1"

REJECT: Final = _HELD + "bury(entry, 'rejected', count) return 1"

EXTEND: Final = (
    _HELD
    + """
if idle >= lease then
    return 0
end
set_idle(entry, consumer, lease - tonumber(ARGV[6]))
return 1
"""
)

PURGE: Final = (
    _COMMON
    + """
local consumer, purged = ARGV[4], 0
-- All of them are looked at: one whose lease is over may stand behind one whose lease is not.
local from = '-'
repeat
    local page = pending(from, '+', PAGE)
    for _, each in ipairs(page) do
        local entry, holder, idle, count = unpack(each)
        from = '(' .. entry
        if idle >= lease and most > 0 and count >= most then
            bury(entry, 'too many deliveries', count)
        elseif idle >= lease or holder == 'waiting' then
            redis.call('XACK', stream, group, entry)
            purged = purged + 1
        end
    end
until #page == 0
repeat
    local page = never_delivered(consumer, 'COUNT', PAGE, 'NOACK')
    purged = purged + #page
until #page == 0
trim()
return purged
"""
)

CLOSE: Final = (
    _COMMON
    + """
local consumer = ARGV[4]
repeat
    local page = pending('-', '+', PAGE, consumer)
    for _, each in ipairs(page) do
        give_back(each[1], each[4], 0)
    end
until #page == 0
redis.call('XGROUP', 'DELCONSUMER', stream, group, consumer)
return 1
"""
)
