-- The audit log: how somebody asked and by which session or token; entries that are written once; and nothing but
-- appending, which the database itself sees to.

ALTER TABLE audit
    ADD COLUMN uid uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN kind text NOT NULL DEFAULT 'person',
    ADD COLUMN account text NOT NULL DEFAULT '',
    ADD COLUMN session text NOT NULL DEFAULT '';
ALTER TABLE audit ALTER COLUMN kind DROP DEFAULT;
CREATE UNIQUE INDEX audit_uid ON audit (uid);
CREATE INDEX audit_by ON audit (lower(by), id);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_subject ON audit (subject, id);

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('dozor.audit_forgets', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- The one way in which entries end: all that are older than an instant, and that is an entry itself.
CREATE FUNCTION audit_forget(older_than timestamptz, now_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    forgotten bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM audit WHERE at < older_than) THEN
        RETURN 0;
    END IF;
    PERFORM set_config('dozor.audit_forgets', 'on', true);
    DELETE FROM audit WHERE at < older_than;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    PERFORM set_config('dozor.audit_forgets', 'off', true);
    INSERT INTO audit (at, by, kind, address, request_id, action, subject, after)
    VALUES (now_at, 'system', 'system', '', '', 'forget_audit', '',
        json_build_object('older_than', older_than, 'entries', forgotten));
    RETURN forgotten;
END $$;
