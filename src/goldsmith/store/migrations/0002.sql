-- Batches, routing by skill, and answers that measure who gives them. Only adds; caches are laid out anew.
CREATE INDEX assignment_apart ON assignment (purpose, annotator) WHERE purpose NOT IN ('label', 'import');
CREATE TABLE batch_item (seq INTEGER PRIMARY KEY, run INTEGER NOT NULL, item INTEGER NOT NULL);
CREATE INDEX batch_item_by_run ON batch_item (run);

ALTER TABLE state_queue ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state_queue ADD COLUMN skill TEXT NOT NULL DEFAULT '';
DROP INDEX state_queue_open;
CREATE INDEX state_queue_open ON state_queue (batch, skill, rank)
  WHERE closed = 0 AND (overlap IS NULL OR taken < overlap);
DROP TABLE state_cursor;
CREATE TABLE state_cursor (
  annotator INTEGER NOT NULL, batch INTEGER NOT NULL, skill TEXT NOT NULL, rank INTEGER NOT NULL,
  PRIMARY KEY (annotator, batch, skill)) WITHOUT ROWID;
CREATE TABLE state_batch (
  run INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, priority INTEGER NOT NULL, due TEXT,
  paused INTEGER NOT NULL, people TEXT NOT NULL, skill TEXT NOT NULL, quota INTEGER, note TEXT NOT NULL);
INSERT INTO state_batch SELECT 0, 'rest', 'Everything else', 0, NULL, 0, '[]', '', NULL, ''
  WHERE EXISTS (SELECT 1 FROM state_queue);
INSERT INTO state_count SELECT 'batch:0:' || s.annotator, count(*) FROM state_seen s
  JOIN state_queue q ON q.item = s.item WHERE s.counted = 1 GROUP BY s.annotator;
ALTER TABLE state_seen ADD COLUMN extra INTEGER NOT NULL DEFAULT 0;
CREATE INDEX state_seen_by_item ON state_seen (item);
CREATE TABLE state_pace (
  annotator INTEGER PRIMARY KEY, since_check INTEGER NOT NULL, since_repeat INTEGER NOT NULL);
ALTER TABLE state_lease ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;

-- Items of equal content, for the concordance.
CREATE INDEX item_by_content ON item (digest);

-- How far a person has read a thread: the seq of its newest remark then.
CREATE TABLE state_read (
  person TEXT NOT NULL, thread TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (person, thread)) WITHOUT ROWID;
