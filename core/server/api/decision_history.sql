-- name: page
SELECT id, type, scope, value, service, kind, decided_at, until_at, lifted_at, origin, decided_by, simulated, score,
    reasons::text, '{}' AS evidence, incident
FROM decision
WHERE (decided_at, id) < ($1, $2)
    AND ($3::boolean IS NULL OR (lifted_at IS NULL AND until_at > $4) = $3)
    AND ($5 = '' OR concat_ws(' ', value, service, kind, decided_by, id) ILIKE $5)
    AND type = ANY ($6)
ORDER BY decided_at DESC, id DESC
LIMIT $7

-- name: total
SELECT count(*) FROM decision
WHERE ($1::boolean IS NULL OR (lifted_at IS NULL AND until_at > $2) = $1)
    AND ($3 = '' OR concat_ws(' ', value, service, kind, decided_by, id) ILIKE $3)
    AND type = ANY ($4)

-- name: one
SELECT id, type, scope, value, service, kind, decided_at, until_at, lifted_at, origin, decided_by, simulated, score,
    reasons::text, evidence::text, incident
FROM decision WHERE id = $1

-- name: stored_among
SELECT id FROM decision WHERE id = ANY ($1)

-- name: lifted_at_instants
-- Decisions that ended at one of the instants (Unix seconds), as an allowlist entry ends those it covers.
SELECT id, value, extract(epoch FROM lifted_at)::float8 AS lifted_at FROM decision
WHERE lifted_at IN (SELECT to_timestamp(instant) FROM unnest($1::float8[]) AS instant)
