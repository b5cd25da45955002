-- Incidents with their timeline and what people say of them, the detectors' parts behind decisions, and labels.

ALTER TABLE anomaly_event RENAME TO incident;
ALTER INDEX anomaly_event_pkey RENAME TO incident_pkey;
DROP INDEX anomaly_event_started_at;
CREATE INDEX incident_started_at ON incident (started_at DESC, id DESC);
ALTER TABLE incident DROP CONSTRAINT anomaly_event_verdict_check;
ALTER TABLE incident
    ADD CONSTRAINT incident_verdict_check CHECK (verdict IN ('open', 'attack', 'harmless', 'expected')),
    ADD COLUMN detected_at timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN peak_rps real NOT NULL DEFAULT 0,
    ADD COLUMN refused bigint NOT NULL DEFAULT 0,
    ADD COLUMN decisions integer NOT NULL DEFAULT 0,
    ADD COLUMN verdict_by text NOT NULL DEFAULT '',
    ADD COLUMN verdict_reason text NOT NULL DEFAULT '',
    ADD COLUMN verdict_at timestamptz,
    ADD COLUMN timeline jsonb NOT NULL DEFAULT '[]'; -- list of incident.Entry
UPDATE incident SET detected_at = started_at;
ALTER TABLE incident
    ALTER COLUMN detected_at DROP DEFAULT, ALTER COLUMN peak_rps DROP DEFAULT, ALTER COLUMN refused DROP DEFAULT,
    ALTER COLUMN decisions DROP DEFAULT, ALTER COLUMN verdict_by DROP DEFAULT,
    ALTER COLUMN verdict_reason DROP DEFAULT, ALTER COLUMN timeline DROP DEFAULT;

ALTER TABLE decision ADD COLUMN incident text NOT NULL DEFAULT ''; -- empty for none
ALTER TABLE decision ALTER COLUMN incident DROP DEFAULT;
CREATE INDEX decision_incident ON decision (incident, decided_at DESC) WHERE incident <> '';

-- Frozen parts of the detectors, which decisions name in their evidence, so that a score can be made again.
CREATE TABLE detector_part (
    digest text PRIMARY KEY,
    name text NOT NULL,
    data bytea NOT NULL, -- zstd over models.part.Part.to_bytes
    made_at timestamptz NOT NULL
);
CREATE INDEX detector_part_made_at ON detector_part (made_at);

-- What people say of a source by their verdict about its incident: what detectors are trained and measured by.
CREATE TABLE label (
    incident text NOT NULL,
    source text NOT NULL,
    service text NOT NULL,
    label text NOT NULL CHECK (label IN ('attack', 'harmless')),
    features jsonb NOT NULL, -- by name, as they were when it was decided about
    said_at timestamptz NOT NULL,
    said_by text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (incident, source)
);
CREATE INDEX label_said_at ON label (said_at DESC);
