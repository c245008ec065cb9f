-- What an entry held may be taken away, once an entry of kind `redaction` says so. Its hashes stay.
DROP TRIGGER entries_never_change;

CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
WHEN NOT (
    NEW.payload = ''
    AND NEW.salt = ''
    AND NEW.seq = OLD.seq
    AND NEW.recorded = OLD.recorded
    AND NEW.written_by = OLD.written_by
    AND NEW.kind = OLD.kind
    AND NEW.subject = OLD.subject
    AND NEW.commitment = OLD.commitment
    AND NEW.previous = OLD.previous
    AND NEW.digest = OLD.digest
    AND EXISTS (
        SELECT 1 FROM entries WHERE subject = 'entry:' || OLD.seq AND kind = 'redaction'
    )
)
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only: an entry is never changed');
END;
