"""Lua scripts that change a site's data in Redis; each first checks that its worker still holds the lease.

Before that, each script checks that every key has the expected type: Redis does not roll back the changes of a script
that fails at a key of another type, and a URL that is in `seen` but in no queue would be lost.

KEYS are the keys of the site, in the order of their names in this module; ARGV[1] is the worker's token.
"""

from __future__ import annotations

from types import MappingProxyType

#: The types of the keys of a site and, below, of the crawl as a whole.
SITE_TYPES = MappingProxyType(
    {
        "lease": "string",
        "queue": "list",
        "flight": "hash",
        "seen": "set",
        "done": "set",
        "doubtful": "hash",
        "quarantine": "list",
    }
)
CRAWL_TYPES = MappingProxyType({"workers": "zset", "finished": "set", "plan": "string"})
KEYS = tuple(SITE_TYPES)
_TYPED = f"""
for i, wanted in ipairs({{{", ".join(f"'{type}'" for type in SITE_TYPES.values())}}}) do
  local found = redis.call('type', KEYS[i])['ok']
  if found ~= 'none' and found ~= wanted then return redis.error_reply('WRONGTYPE of ' .. KEYS[i]) end
end
"""
_HOLDING = "if redis.call('get', KEYS[1]) ~= ARGV[1] then return redis.error_reply('LEASE lost') end\n"
_OFFER = """
local new = 0
for i = 3, #ARGV do
  local name = string.sub(ARGV[i], 1, tonumber(ARGV[2]))
  local again = string.sub(ARGV[i], tonumber(ARGV[2]) + 1, tonumber(ARGV[2]) + 1) == '!'
  if (again or redis.call('sismember', KEYS[5], name) == 0) and redis.call('sadd', KEYS[4], name) == 1 then
    redis.call('rpush', KEYS[2], ARGV[i])
    new = new + 1
  end
end
return new"""
_TAKE = """
local length = tonumber(ARGV[2])
local item = redis.call('lpop', KEYS[2])
while item do
  local name = string.sub(item, 1, length)
  if string.sub(item, length + 1, length + 1) == '!' or redis.call('sismember', KEYS[5], name) == 0 then
    redis.call('hset', KEYS[3], name, item)
    return item
  end
  item = redis.call('lpop', KEYS[2])
end
return item"""
_SETTLE = """
for i = 3, #ARGV do
  redis.call('hdel', KEYS[3], ARGV[i])
  if ARGV[2] == '1' then
    redis.call('sadd', KEYS[5], ARGV[i])
    redis.call('hdel', KEYS[6], ARGV[i])
  end
end
return #ARGV - 2"""
# ARGV: names, each followed by what is known about it.
_DOUBT = """
for i = 2, #ARGV, 2 do
  redis.call('hdel', KEYS[3], ARGV[i])
  redis.call('sadd', KEYS[5], ARGV[i])
  redis.call('hset', KEYS[6], ARGV[i], ARGV[i + 1])
end
return (#ARGV - 1) / 2"""
_RECOVER = """
local mine = {}
for i = 2, #ARGV do mine[ARGV[i]] = true end
local count = 0
local all = redis.call('hgetall', KEYS[3])
for i = 1, #all, 2 do
  if not mine[all[i]] then
    redis.call('lpush', KEYS[2], all[i + 1])
    redis.call('hdel', KEYS[3], all[i])
    count = count + 1
  end
end
return count"""
# A redirect target counts as in progress from now on: in no queue, it would be lost if its worker died.
_MEET = """
local name = string.sub(ARGV[3], 1, tonumber(ARGV[2]))
if redis.call('sismember', KEYS[5], name) == 1 or redis.call('sadd', KEYS[4], name) == 0 then return 1 end
redis.call('hset', KEYS[3], name, ARGV[3])
return 0"""
# Renew the lease, or take it again if it expired and no other worker took it.
_RENEW = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1"""
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

# ARGV: the name of the entry, the number of entries to keep, the entry.
_QUARANTINE = """
redis.call('hdel', KEYS[3], ARGV[2])
redis.call('rpush', KEYS[7], ARGV[4])
redis.call('ltrim', KEYS[7], -tonumber(ARGV[3]), -1)
return 1"""

_HELD = {
    "offer": _OFFER,
    "take": _TAKE,
    "settle": _SETTLE,
    "doubt": _DOUBT,
    "recover": _RECOVER,
    "meet": _MEET,
    "quarantine": _QUARANTINE,
}
_FREE = {"renew": _RENEW, "release": _RELEASE}
SCRIPTS = {name: _TYPED + _HOLDING + change for name, change in _HELD.items()} | {
    name: _TYPED + change for name, change in _FREE.items()
}
