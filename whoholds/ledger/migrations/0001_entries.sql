-- The append-only record. One row an entry; see whoholds/ledger/entries.py for what is hashed.
CREATE TABLE entries (
    seq        INTEGER PRIMARY KEY CHECK (seq > 0),
    recorded   TEXT NOT NULL,
    written_by TEXT NOT NULL,
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    payload    TEXT NOT NULL,
    salt       TEXT NOT NULL,
    commitment TEXT NOT NULL CHECK (length(commitment) = 64),
    previous   TEXT NOT NULL CHECK (length(previous) = 64),
    digest     TEXT NOT NULL CHECK (length(digest) = 64)
);

CREATE INDEX entries_by_subject ON entries (subject, kind, seq);
CREATE INDEX entries_by_kind ON entries (kind, seq);
CREATE INDEX entries_by_instant ON entries (recorded, seq);

-- These keep honest programs from mistakes; against a forger stands the chain of digests.
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only: an entry is never changed');
END;

CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only: an entry is never deleted');
END;

-- Catches INSERT OR REPLACE too, which deletes without firing the trigger above.
CREATE TRIGGER entries_follow BEFORE INSERT ON entries
WHEN NEW.seq <> coalesce((SELECT max(seq) FROM entries), 0) + 1
    OR NEW.previous <> coalesce(
        (SELECT digest FROM entries ORDER BY seq DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000'
    )
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only: an entry follows the newest one');
END;

CREATE TABLE migrations (
    number  INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    applied TEXT NOT NULL
);
