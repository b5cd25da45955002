-- What people write down about an incident while they work on it, and afterwards.
CREATE TABLE incident_note (
    id text PRIMARY KEY,
    incident_id text NOT NULL,
    written_at timestamptz NOT NULL,
    written_by text NOT NULL,
    text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 4000)
);

CREATE INDEX incident_note_of ON incident_note (incident_id, written_at);
