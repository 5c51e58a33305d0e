-- A workspace's webhooks. They lie beside the projects and not in them: whoever is given a project gets no secret,
-- and a copy of it tells nobody anything.
CREATE TABLE webhook (
  id TEXT PRIMARY KEY, project TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, events TEXT NOT NULL,
  created_at TEXT NOT NULL) WITHOUT ROWID;

-- seq: up to which fact the outbox has been filled. told: the batches of which it was said that they are done.
-- due: before it, nothing is sent. failing_since: the first of the failures in a row. off: why nothing is sent.
CREATE TABLE state_webhook (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, told TEXT NOT NULL, n_failed INTEGER NOT NULL, due REAL NOT NULL,
  failing_since REAL, off TEXT) WITHOUT ROWID;

-- What waits to be sent, in order; gone once it was taken.
CREATE TABLE state_outbox (n INTEGER PRIMARY KEY, webhook TEXT NOT NULL, event TEXT NOT NULL);
CREATE INDEX state_outbox_by_webhook ON state_outbox (webhook, n);

-- The last attempts. status: what the receiver answered, NULL when it did not; told: what was wrong.
CREATE TABLE state_delivery (
  n INTEGER PRIMARY KEY, webhook TEXT NOT NULL, at TEXT NOT NULL, types TEXT NOT NULL, n_events INTEGER NOT NULL,
  status INTEGER, told TEXT NOT NULL, ms INTEGER NOT NULL);
CREATE INDEX state_delivery_by_webhook ON state_delivery (webhook, n);
