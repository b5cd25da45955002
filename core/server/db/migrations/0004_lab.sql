-- Versions of the detectors, and what was kept of scores so that other thresholds can be tried on it.

CREATE TABLE detector_version (
    id text PRIMARY KEY, -- hash of data
    name text NOT NULL,
    data bytea NOT NULL, -- models.detector_version.DetectorVersion.to_npz
    metrics jsonb NOT NULL, -- what its maker measured, by name
    notes text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL
);
ALTER TABLE detector_version ALTER COLUMN data SET STORAGE EXTERNAL; -- it is compressed

CREATE TABLE feature_rows (
    at timestamptz NOT NULL,
    position bigint NOT NULL, -- in the ingest log
    data bytea NOT NULL, -- core.server.lab.feature_rows.pack_rows
    PRIMARY KEY (at, position)
);
ALTER TABLE feature_rows ALTER COLUMN data SET STORAGE EXTERNAL;
