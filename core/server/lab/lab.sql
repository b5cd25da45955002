-- name: versions
SELECT id, name, metrics::text AS metrics, notes, length(data) AS bytes, extract(epoch FROM made_at)::float8 AS made_at,
    made_by
FROM detector_version ORDER BY made_at DESC, id DESC LIMIT 200

-- name: version_data
SELECT data FROM detector_version WHERE id = $1

-- name: add_version
INSERT INTO detector_version (id, name, data, metrics, notes, made_at, made_by)
VALUES ($1, $2, $3, $4::text::jsonb, $5, to_timestamp($6::float8), $7)
ON CONFLICT (id) DO NOTHING

-- name: count_versions
SELECT count(*) FROM detector_version

-- name: rows_between
-- The newest first, so that a bound cuts off what is older.
SELECT data FROM feature_rows
WHERE at >= to_timestamp($1::float8) AND at < to_timestamp($2::float8)
ORDER BY at DESC, position DESC LIMIT $3

-- name: incidents_between
SELECT i.id, i.service, i.verdict, extract(epoch FROM i.started_at)::float8 AS started_at,
    coalesce(extract(epoch FROM i.ended_at)::float8, 0) AS ended_at,
    array(
        SELECT DISTINCT d.value FROM decision d
        WHERE d.incident = i.id AND d.type <> 'observe' AND d.origin = 'detector' LIMIT 10000
    ) AS sources
FROM incident i
WHERE i.started_at >= to_timestamp($1::float8) AND i.started_at < to_timestamp($2::float8)
    AND ($3 = '' OR i.service = $3)
ORDER BY i.started_at LIMIT 2000

-- name: forget_rows
DELETE FROM feature_rows WHERE at < to_timestamp($1::float8)
