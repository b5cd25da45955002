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
    reasons, evidence
) VALUES (
    $1, $2, $3, $4, $5, $6, to_timestamp($7::float8), to_timestamp($8::float8),
    CASE WHEN $9::float8 > 0 THEN to_timestamp($9::float8) END,
    $10, $11, $12, $13, $14::text::jsonb, $15::text::jsonb
)
ON CONFLICT (id) DO NOTHING

-- name: lift_decision
UPDATE decision SET lifted_at = to_timestamp($2::float8) WHERE id = $1 AND lifted_at IS NULL

-- name: put_event
INSERT INTO anomaly_event (id, kind, severity, service, started_at, ended_at, sources, peak_score, verdict)
VALUES (
    $1, $2, $3, $4, to_timestamp($5::float8),
    CASE WHEN $6::float8 > 0 THEN to_timestamp($6::float8) END, $7, $8, $9
)
ON CONFLICT (id) DO UPDATE SET
    kind = excluded.kind,
    severity = excluded.severity,
    ended_at = excluded.ended_at,
    sources = excluded.sources,
    peak_score = excluded.peak_score,
    verdict = excluded.verdict
