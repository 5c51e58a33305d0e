-- A workspace's people: accounts, sessions, tokens, invitations. Nothing here is a fact about labels.
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE person (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, password TEXT, is_owner INTEGER NOT NULL, created_at TEXT NOT NULL,
  last_seen TEXT) WITHOUT ROWID;
CREATE TABLE membership (
  person TEXT NOT NULL, project TEXT NOT NULL, role TEXT NOT NULL,
  skills TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (person, project)) WITHOUT ROWID;
CREATE TABLE session (hash TEXT PRIMARY KEY, person TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE link (hash TEXT PRIMARY KEY, person TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE token (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, person TEXT NOT NULL, name TEXT NOT NULL, project TEXT,
  role TEXT NOT NULL, created_at TEXT NOT NULL, expires REAL NOT NULL, last_used TEXT) WITHOUT ROWID;
CREATE TABLE invitation (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, project TEXT NOT NULL, role TEXT NOT NULL, note TEXT NOT NULL,
  expires REAL NOT NULL, uses_left INTEGER NOT NULL) WITHOUT ROWID;
