-- Tables outside the ledger that came after the first schema: made in new files and, when they are opened, in old ones.

-- Items of equal content, for the concordance.
CREATE INDEX IF NOT EXISTS item_by_content ON item (digest);
-- How far a person has read a thread: the seq of its newest remark then.
CREATE TABLE IF NOT EXISTS state_read (
  person TEXT NOT NULL, thread TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (person, thread)) WITHOUT ROWID;
