"""The SQL statements of a link registry.

Values with a name are ``now`` in Unix time, and the audience and the key of a reader.
"""

from __future__ import annotations

from collections.abc import Mapping

from electsched.publishing.private.links import LinkAction
from electsched.stores.base import SECRET

__all__ = [
    "ACTIONS",
    "ANNOUNCE",
    "COUNT",
    "DELETE_FILES",
    "ENDED",
    "EXPIRES",
    "FILES",
    "GRACE",
    "INSERT_FILE",
    "ISSUE",
    "LINK",
    "LINKS_OF",
    "MARK_TOLD",
    "MOVE",
    "PUBLISHED",
    "RECORD",
    "RECORD_VALUE",
    "REPLACED",
    "RESTORE",
    "REVOKE",
    "REVOKE_OTHERS",
    "SILENCE",
    "SIMILAR_KEYS",
    "STILL_NAMED",
    "TOKENS",
    "UNANNOUNCED",
    "WITHHOLD",
    "WORKS",
]

# ruff: noqa: S608  # the statements are made of constants; all values are parameters
WORKS = "revoked IS NULL AND expires > :now"
LINK = """SELECT link.id, token, audience, link.key, issued, expires, revoked, announced, silent,
  (SELECT value FROM meta WHERE name = 'secret_url') FROM link"""
LINKS_OF = f"""{LINK} JOIN json_each(:readers) reader
  ON audience = json_extract(reader.value, '$[0]') AND link.key = json_extract(reader.value, '$[1]')
  WHERE {WORKS} ORDER BY reader.key"""
ISSUE = f"""INSERT INTO link (token, audience, key, issued, expires)
  SELECT new_token(), audience, key, :now, :expires FROM reader WHERE :now < :expires
  AND (audience, key) NOT IN (SELECT audience, key FROM link WHERE withheld OR {WORKS}) ORDER BY rowid"""
REVOKE = f"UPDATE link SET revoked = :now, silent = :silent WHERE (audience, key) = (:audience, :key) AND {WORKS}"
WITHHOLD = "UPDATE link SET withheld = 1 WHERE (audience, key) = (:audience, :key) AND NOT withheld"
SILENCE = """UPDATE link SET withheld = 1, silent = 1 WHERE (audience, key) = (:audience, :key)
  AND NOT (withheld AND silent)"""
RESTORE = "UPDATE link SET withheld = 0 WHERE (audience, key) = (:audience, :key)"
REVOKE_OTHERS = f"UPDATE link SET revoked = :now WHERE (audience, key) NOT IN (SELECT * FROM reader) AND {WORKS}"
ENDED = f"""{LINK} WHERE NOT ({WORKS}) AND NOT silent
  AND min(coalesce(revoked, expires), expires) + 86400 * :grace_days > :now ORDER BY id"""
MOVE = "UPDATE meta SET value = ?1 WHERE name = 'secret_url' AND value != ?1"
REPLACED = """SELECT EXISTS (SELECT * FROM link JOIN link AS old USING (audience, key)
  WHERE old.id < link.id AND old.announced IS NOT NULL AND link.token IN (SELECT value FROM json_each(?)))"""
FILES = """SELECT token, path, size, version, lower(hex(sha256)) FROM link JOIN file ON file.link = link.id
  WHERE token IN (SELECT value FROM json_each(?)) ORDER BY link.id, path"""
DELETE_FILES = "DELETE FROM file WHERE link = (SELECT id FROM link WHERE token = ?)"
INSERT_FILE = "INSERT INTO file VALUES ((SELECT id FROM link WHERE token = ?), ?, ?, ?, ?)"
STILL_NAMED = "INSERT INTO named SELECT calendar, member FROM disclosure WHERE calendar = ? AND until IS NULL"
RECORD_VALUE = """INSERT INTO meta VALUES (?1, ?2)
  ON CONFLICT (name) DO UPDATE SET value = ?2 WHERE value != ?2"""
RECORD = (
    f"DELETE FROM file WHERE link IN (SELECT id FROM link WHERE NOT ({WORKS}))",
    f"""DELETE FROM named WHERE calendar LIKE '{SECRET}/%'
  AND calendar NOT IN (SELECT '{SECRET}/' || audience || '/' || key FROM link WHERE {WORKS})""",
    "UPDATE disclosure SET until = :now WHERE until IS NULL AND (calendar, member) NOT IN (SELECT * FROM named)",
    # A member that comes back within a second has the same `since` as before.
    """INSERT OR REPLACE INTO disclosure SELECT calendar, member, :now, NULL FROM named
  WHERE (calendar, member) NOT IN (SELECT calendar, member FROM disclosure WHERE until IS NULL)""",
)
PUBLISHED = f"audience = :audience AND {WORKS} AND id IN (SELECT link FROM file)"
MARK_TOLD = """INSERT OR REPLACE INTO told SELECT link.id, :now FROM link
  WHERE token IN (SELECT value FROM json_each(:tokens))"""
_UNANNOUNCED = f"announced IS NULL AND {WORKS} AND id IN (SELECT link FROM file)"
UNANNOUNCED = f"{LINK} WHERE {_UNANNOUNCED} ORDER BY id"
ANNOUNCE = f"UPDATE link SET announced = :now WHERE {_UNANNOUNCED}"
COUNT = f"SELECT count(*) FROM link WHERE {WORKS} AND coalesce(audience = :audience, 1)"
TOKENS = f"SELECT token FROM link WHERE {WORKS}"
GRACE = "SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE name = 'grace_days'"
EXPIRES = "SELECT max(expires) FROM link WHERE audience = ? AND key = ?"
SIMILAR_KEYS = "SELECT DISTINCT key FROM link WHERE audience = ? AND abs(length(key) - ?) < 2 LIMIT 2000"
ACTIONS: Mapping[LinkAction, tuple[tuple[str, ...], bool]] = {
    "revoke": ((WITHHOLD, REVOKE), False),
    "grant": ((RESTORE,), True),
    "rotate": ((REVOKE,), True),
}
"""The statements of each action, and whether a link is issued after them."""
