-- Decisions that a rule of a person's made (core.server.decisions.rules).

ALTER TABLE decision DROP CONSTRAINT decision_origin_check;
ALTER TABLE decision
    ADD CONSTRAINT decision_origin_check CHECK (origin IN ('detector', 'rule', 'person')) NOT VALID;
ALTER TABLE decision VALIDATE CONSTRAINT decision_origin_check;
