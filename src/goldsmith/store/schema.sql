-- A project's file. Facts are appended and never edited; `seq` runs through all of them.
-- Tables named state_* are not facts: leases, settings, and caches that `goldsmith check` makes again from the facts.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE run (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stage TEXT NOT NULL, method TEXT NOT NULL,
  parameters TEXT NOT NULL, seed INTEGER NOT NULL, as_of INTEGER NOT NULL, environment TEXT NOT NULL,
  by_person TEXT, at TEXT NOT NULL);

CREATE TABLE guideline (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL UNIQUE, text TEXT NOT NULL,
  carries TEXT NOT NULL, note TEXT NOT NULL, by_person TEXT, by_name TEXT NOT NULL, at TEXT NOT NULL);

CREATE TABLE item (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, run INTEGER NOT NULL, source TEXT NOT NULL, external_id TEXT,
  digest TEXT NOT NULL, occurrence INTEGER NOT NULL, grp TEXT, fields TEXT NOT NULL, metadata TEXT NOT NULL);
CREATE UNIQUE INDEX item_by_external ON item (source, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX item_by_digest ON item (source, digest, occurrence) WHERE external_id IS NULL;
CREATE INDEX item_by_run ON item (run);

CREATE TABLE annotator (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL,
  identified INTEGER NOT NULL, spec TEXT NOT NULL, person TEXT UNIQUE, at TEXT NOT NULL);

CREATE TABLE assignment (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, item INTEGER NOT NULL, annotator INTEGER NOT NULL,
  purpose TEXT NOT NULL, policy TEXT NOT NULL, arm TEXT NOT NULL, probability REAL NOT NULL,
  guideline INTEGER NOT NULL, run INTEGER, shown TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX assignment_by_item ON assignment (item);
CREATE INDEX assignment_apart ON assignment (purpose, annotator) WHERE purpose NOT IN ('label', 'import');

-- value: as kind.dump made it, or NULL with a reason. replaces: the annotator's answer before, which stays.
CREATE TABLE annotation (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, submission TEXT NOT NULL, item INTEGER NOT NULL,
  question TEXT NOT NULL, annotator INTEGER NOT NULL, guideline INTEGER NOT NULL, kind TEXT NOT NULL,
  value TEXT, reason TEXT, assignment TEXT, replaces INTEGER UNIQUE, unsure INTEGER NOT NULL, second TEXT,
  note TEXT NOT NULL, duration_ms INTEGER, surplus INTEGER NOT NULL, at TEXT NOT NULL,
  CHECK ((value IS NULL) <> (reason IS NULL)));
CREATE INDEX annotation_by_item ON annotation (item);
CREATE INDEX annotation_by_annotator ON annotation (annotator, seq);
CREATE INDEX annotation_by_submission ON annotation (submission);

-- value NULL: unresolvable, a soft label. run: of a method's gold, or of the bulk ruling that it is a part of.
CREATE TABLE gold (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, item INTEGER NOT NULL, question TEXT NOT NULL, value TEXT,
  method TEXT NOT NULL, evidence TEXT NOT NULL, probabilities TEXT NOT NULL, rationale TEXT NOT NULL,
  reason_code TEXT, guideline INTEGER NOT NULL, run INTEGER, by_person TEXT, by_name TEXT, replaces INTEGER UNIQUE,
  at TEXT NOT NULL);
CREATE INDEX gold_by_item ON gold (item);

CREATE TABLE finding (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, item INTEGER NOT NULL, question TEXT,
  score REAL NOT NULL, detail TEXT NOT NULL, run INTEGER NOT NULL);
CREATE INDEX finding_by_item ON finding (item, type);

-- A withdrawal's target: item, annotation, annotator, run (an import) or gold; detail {"restored": true} takes it back.
CREATE TABLE remark (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, target TEXT NOT NULL, target_id TEXT NOT NULL, type TEXT NOT NULL,
  text TEXT NOT NULL, by_person TEXT, by_name TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX remark_by_target ON remark (target, target_id);

CREATE TABLE split (
  seq INTEGER PRIMARY KEY, item INTEGER NOT NULL, part TEXT NOT NULL, grp TEXT NOT NULL, run INTEGER NOT NULL);
CREATE INDEX split_by_item ON split (item);

-- Which items a Run of the method batch.v1 put into its batch.
CREATE TABLE batch_item (seq INTEGER PRIMARY KEY, run INTEGER NOT NULL, item INTEGER NOT NULL);
CREATE INDEX batch_item_by_run ON batch_item (run);

CREATE TABLE release (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, as_of INTEGER NOT NULL,
  manifest TEXT NOT NULL, note TEXT NOT NULL, run INTEGER NOT NULL, by_person TEXT, by_name TEXT NOT NULL,
  at TEXT NOT NULL);

CREATE TABLE state_counter (seq INTEGER NOT NULL);
INSERT INTO state_counter VALUES (0);
CREATE TABLE state_setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE state_count (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;

-- Which planned items may still be handed out. overlap NULL: everyone. taken: live leases + counted answers.
-- batch: the Run that made it, 0 for none. skill: what the item asks of who answers it, '' for nothing.
CREATE TABLE state_queue (
  item INTEGER PRIMARY KEY, rank INTEGER NOT NULL, policy TEXT NOT NULL, arm TEXT NOT NULL, overlap INTEGER,
  probability REAL NOT NULL, run INTEGER NOT NULL, taken INTEGER NOT NULL, closed INTEGER NOT NULL,
  batch INTEGER NOT NULL DEFAULT 0, skill TEXT NOT NULL DEFAULT '',
  is_open INTEGER GENERATED ALWAYS AS (closed = 0 AND (overlap IS NULL OR taken < overlap)) VIRTUAL);
CREATE INDEX state_queue_open ON state_queue (batch, skill, rank)
  WHERE closed = 0 AND (overlap IS NULL OR taken < overlap);
CREATE TABLE state_cursor (
  annotator INTEGER NOT NULL, batch INTEGER NOT NULL, skill TEXT NOT NULL, rank INTEGER NOT NULL,
  PRIMARY KEY (annotator, batch, skill)) WITHOUT ROWID;

-- A batch as its Run and the remarks of type "batch" say; run 0 is all that is planned outside of batches.
-- people: ids of those who may work on it, [] for everyone. quota: most answers of one person, NULL for no bound.
CREATE TABLE state_batch (
  run INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, priority INTEGER NOT NULL, due TEXT,
  paused INTEGER NOT NULL, people TEXT NOT NULL, skill TEXT NOT NULL, quota INTEGER, note TEXT NOT NULL);

-- What each annotator has answered: counted 1, skipped or surplus 0, to be looked at again -1.
-- extra: answers that measure the annotator and not the item (checks, repeats, training, tests).
CREATE TABLE state_seen (
  annotator INTEGER NOT NULL, item INTEGER NOT NULL, counted INTEGER NOT NULL, extra INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (annotator, item)) WITHOUT ROWID;
CREATE INDEX state_seen_by_item ON state_seen (item);
-- How many ordinary items each annotator was given since the last hidden one: a hint, like cursors.
CREATE TABLE state_pace (
  annotator INTEGER PRIMARY KEY, since_check INTEGER NOT NULL, since_repeat INTEGER NOT NULL);
-- counts: whether the lease takes one of the answers that the item wants.
CREATE TABLE state_lease (
  assignment TEXT PRIMARY KEY, item INTEGER NOT NULL, annotator INTEGER NOT NULL, expires REAL NOT NULL,
  counts INTEGER NOT NULL DEFAULT 1, UNIQUE (item, annotator)) WITHOUT ROWID;
CREATE INDEX state_lease_by_annotator ON state_lease (annotator);
CREATE INDEX state_lease_by_time ON state_lease (expires);

-- One row an item for the items table: what project.summary makes of its answers and gold. excess: answers beyond
-- those wanted.
CREATE TABLE state_item (
  item INTEGER PRIMARY KEY, status TEXT NOT NULL, n_answers INTEGER NOT NULL, disagreement REAL,
  labels TEXT NOT NULL, gold TEXT NOT NULL, waits TEXT NOT NULL, excess INTEGER NOT NULL);
CREATE INDEX state_item_by_status ON state_item (status, item);
CREATE INDEX state_item_by_disagreement ON state_item (disagreement DESC, item);
CREATE INDEX state_item_by_answers ON state_item (n_answers DESC, item);
CREATE INDEX state_item_waiting ON state_item (disagreement DESC, item) WHERE waits <> '{}';
CREATE TABLE state_label (
  question TEXT NOT NULL, label TEXT NOT NULL, item INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (question, label, item)) WITHOUT ROWID;
CREATE INDEX state_label_by_item ON state_label (item);

-- Items whose answers a person has been shown: they are not handed out to that person any more.
CREATE TABLE state_shown (person TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (person, item)) WITHOUT ROWID;

CREATE TABLE state_case (
  item INTEGER NOT NULL, question TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, expires REAL NOT NULL,
  PRIMARY KEY (item, question)) WITHOUT ROWID;

-- Items of equal content, for the concordance.
CREATE INDEX item_by_content ON item (digest);

-- How far a person has read a thread: the seq of its newest remark then.
CREATE TABLE state_read (
  person TEXT NOT NULL, thread TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (person, thread)) WITHOUT ROWID;
