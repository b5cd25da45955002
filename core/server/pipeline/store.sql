-- name: claim
-- Become the writer: whoever held the job before is refused from now on.
INSERT INTO fence AS held (job, log_id, epoch, position) VALUES ($1, $2, 1, $3)
ON CONFLICT (job) DO UPDATE SET
    epoch = held.epoch + 1,
    log_id = excluded.log_id,
    position = CASE WHEN held.log_id = excluded.log_id THEN held.position ELSE excluded.position END
RETURNING epoch, position

-- name: read_position
SELECT position FROM fence WHERE job = $1 AND log_id = $2 AND epoch = $3

-- name: advance
UPDATE fence SET position = $4 WHERE job = $1 AND epoch = $2 AND position = $3

-- name: add_decision
INSERT INTO decision (
    id, type, scope, value, service, kind, decided_at, until_at, lifted_at, origin, decided_by, simulated, score,
    reasons, evidence, incident
) VALUES (
    $1, $2, $3, $4, $5, $6, to_timestamp($7::float8), to_timestamp($8::float8),
    CASE WHEN $9::float8 > 0 THEN to_timestamp($9::float8) END,
    $10, $11, $12, $13, $14::text::jsonb, $15::text::jsonb, $16
)
ON CONFLICT (id) DO NOTHING

-- name: lift_decision
UPDATE decision SET lifted_at = to_timestamp($2::float8) WHERE id = $1 AND lifted_at IS NULL

-- name: put_part
INSERT INTO detector_part (digest, name, data, made_at) VALUES ($1, $2, $3, to_timestamp($4::float8))
ON CONFLICT (digest) DO UPDATE SET made_at = excluded.made_at

-- name: put_incident
INSERT INTO incident (
    id, kind, severity, service, started_at, detected_at, ended_at, sources, decisions, refused, peak_score, peak_rps,
    verdict, verdict_by, verdict_reason, verdict_at, timeline
) VALUES (
    $1, $2, $3, $4, to_timestamp($5::float8), to_timestamp($6::float8),
    CASE WHEN $7::float8 > 0 THEN to_timestamp($7::float8) END, $8, $9, $10, $11, $12,
    $13, $14, $15, CASE WHEN $16::float8 > 0 THEN to_timestamp($16::float8) END, $17::text::jsonb
)
ON CONFLICT (id) DO UPDATE SET
    kind = excluded.kind,
    severity = excluded.severity,
    ended_at = excluded.ended_at,
    sources = excluded.sources,
    decisions = excluded.decisions,
    refused = excluded.refused,
    peak_score = excluded.peak_score,
    peak_rps = excluded.peak_rps,
    verdict = excluded.verdict,
    verdict_by = excluded.verdict_by,
    verdict_reason = excluded.verdict_reason,
    verdict_at = excluded.verdict_at,
    timeline = excluded.timeline

-- name: forget_labels
DELETE FROM label WHERE incident = $1

-- name: add_label
INSERT INTO label (incident, source, service, label, features, said_at, said_by, reason)
VALUES ($1, $2, $3, $4, $5::text::jsonb, to_timestamp($6::float8), $7, $8)

-- name: forget_source_label
DELETE FROM label WHERE incident = '' AND service = $1 AND source = $2

-- name: put_source_label
INSERT INTO label (incident, service, source, label, features, said_at, said_by, reason, seen_at)
VALUES ('', $1, $2, $3, $4::text::jsonb, to_timestamp($5::float8), $6, $7, to_timestamp($8::float8))
ON CONFLICT (incident, service, source) DO UPDATE SET
    label = excluded.label,
    features = excluded.features,
    said_at = excluded.said_at,
    said_by = excluded.said_by,
    reason = excluded.reason,
    seen_at = excluded.seen_at

-- name: add_rows
INSERT INTO feature_rows (at, position, data) VALUES (to_timestamp($1::float8), $2, $3)
ON CONFLICT (at, position) DO NOTHING
