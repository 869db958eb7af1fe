"""The statements of SQL with which the registry of private links reads and changes its file."""

from __future__ import annotations

from collections.abc import Mapping

from electsched.publishing.private.links import LinkAction
from electsched.stores.base import SECRET

__all__ = [
    "ACTIONS",
    "DELETE_FILES",
    "FILES",
    "INSERT_FILE",
    "ISSUE",
    "LINK",
    "LINKS_OF",
    "MARK_TOLD",
    "MOVE",
    "PUBLISHED",
    "RECORD",
    "RECORD_PARTITIONS",
    "REPLACED",
    "REVOKE_OTHERS",
    "STILL_NAMED",
    "UNANNOUNCED",
    "WORKS",
]

# ruff: noqa: S608  # the statements are made of constants; all values are parameters
WORKS = "revoked IS NULL AND expires > :now"
LINK = """SELECT link.id, token, audience, link.key, issued, expires, revoked, announced,
  (SELECT value FROM meta WHERE name = 'secret_url') FROM link"""
LINKS_OF = f"""{LINK} JOIN json_each(:readers) reader
  ON audience = json_extract(reader.value, '$[0]') AND link.key = json_extract(reader.value, '$[1]')
  WHERE {WORKS} ORDER BY reader.key"""
ISSUE = f"""INSERT INTO link (token, audience, key, issued, expires)
  SELECT new_token(), audience, key, :now, :expires FROM reader WHERE :now < :expires
  AND (audience, key) NOT IN (SELECT audience, key FROM link WHERE withheld OR {WORKS}) ORDER BY rowid"""
REVOKE = f"UPDATE link SET revoked = :now WHERE (audience, key) = (:audience, :key) AND {WORKS}"
WITHHOLD = "UPDATE link SET withheld = 1 WHERE (audience, key) = (:audience, :key) AND NOT withheld"
RESTORE = "UPDATE link SET withheld = 0 WHERE (audience, key) = (:audience, :key)"
REVOKE_OTHERS = f"UPDATE link SET revoked = :now WHERE (audience, key) NOT IN (SELECT * FROM reader) AND {WORKS}"
MOVE = "UPDATE meta SET value = ?1 WHERE name = 'secret_url' AND value != ?1"
REPLACED = """SELECT EXISTS (SELECT * FROM link JOIN link AS old USING (audience, key)
  WHERE old.id < link.id AND old.announced IS NOT NULL AND link.token IN (SELECT value FROM json_each(?)))"""
FILES = """SELECT token, path, size, version, lower(hex(sha256)) FROM link JOIN file ON file.link = link.id
  WHERE token IN (SELECT value FROM json_each(?)) ORDER BY link.id, path"""
DELETE_FILES = "DELETE FROM file WHERE link = (SELECT id FROM link WHERE token = ?)"
INSERT_FILE = "INSERT INTO file VALUES ((SELECT id FROM link WHERE token = ?), ?, ?, ?, ?)"
STILL_NAMED = "INSERT INTO named SELECT calendar, member FROM disclosure WHERE calendar = ? AND until IS NULL"
RECORD_PARTITIONS = """INSERT INTO meta VALUES ('partitions', ?1)
  ON CONFLICT (name) DO UPDATE SET value = ?1 WHERE value != ?1"""
RECORD = (
    f"DELETE FROM file WHERE link IN (SELECT id FROM link WHERE NOT ({WORKS}))",
    f"""DELETE FROM named WHERE calendar LIKE '{SECRET}/%'
  AND calendar NOT IN (SELECT '{SECRET}/' || audience || '/' || key FROM link WHERE {WORKS})""",
    "UPDATE disclosure SET until = :now WHERE until IS NULL AND (calendar, member) NOT IN (SELECT * FROM named)",
    # A member that comes back within a second has the same `since` as before.
    """INSERT OR REPLACE INTO disclosure SELECT calendar, member, :now, NULL FROM named
  WHERE (calendar, member) NOT IN (SELECT calendar, member FROM disclosure WHERE until IS NULL)""",
)
PUBLISHED = f"audience = 'personal' AND {WORKS} AND id IN (SELECT link FROM file)"
MARK_TOLD = """INSERT OR REPLACE INTO told SELECT link.id, :now FROM link
  WHERE token IN (SELECT value FROM json_each(:tokens))"""
UNANNOUNCED = f"announced IS NULL AND {WORKS} AND id IN (SELECT link FROM file)"

ACTIONS: Mapping[LinkAction, tuple[tuple[str, ...], bool]] = {
    "revoke": ((WITHHOLD, REVOKE), False),
    "grant": ((RESTORE,), True),
    "rotate": ((REVOKE,), True),
}
"""The statements of each action, and whether a link is issued after them."""
