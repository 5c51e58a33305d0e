-- Tables outside the ledger that came after the first schema: made in new files and, when they are opened, in old ones.

-- Items of equal content, for the concordance.
CREATE INDEX IF NOT EXISTS item_by_content ON item (digest);
