-- name: forget_decisions
-- One that still holds stays, however long ago it was made.
DELETE FROM decision WHERE decided_at < to_timestamp($1::float8) AND (lifted_at IS NOT NULL OR until_at < to_timestamp($2::float8))

-- name: forget_incident_notes
DELETE FROM incident_note WHERE written_at < to_timestamp($1::float8)

-- name: forget_incidents
DELETE FROM incident WHERE coalesce(ended_at, started_at) < to_timestamp($1::float8)

-- name: forget_labels
DELETE FROM label WHERE said_at < to_timestamp($1::float8)

-- name: forget_parts
DELETE FROM detector_part
WHERE made_at < to_timestamp($1::float8)
    AND digest NOT IN (
        SELECT named.value FROM decision, jsonb_each_text(coalesce(decision.evidence -> 'parts', '{}')) AS named
    )
