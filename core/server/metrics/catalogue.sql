-- name: names
SELECT id, names FROM metric_names WHERE id = ANY ($1::integer[])

-- name: put_names
-- Looked for first: each try to insert takes a number, and of the numbers there are two billion.
WITH known AS (
    UPDATE metric_names SET seen_at = greatest(seen_at, $3) WHERE digest = $1 RETURNING id
), made AS (
    INSERT INTO metric_names AS held (digest, names, seen_at)
    SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT (digest) DO UPDATE SET seen_at = greatest(held.seen_at, excluded.seen_at)
    RETURNING id
)
SELECT id FROM known UNION ALL SELECT id FROM made

-- name: find_numbers
SELECT digest, id FROM metric_names WHERE digest = ANY ($1::bytea[])

-- name: forget_unused
-- What is told still is told again every ten minutes (core.server.metrics.rows).
DELETE FROM metric_names AS held
WHERE seen_at < $1::bigint - 3600
    AND NOT EXISTS (SELECT FROM metric_raw WHERE metric_raw.names = held.id)
    AND NOT EXISTS (SELECT FROM metric_block WHERE metric_block.names = held.id)
