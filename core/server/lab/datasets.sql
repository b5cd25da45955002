-- Each data set has rows ($1 from, $2 to in Unix seconds, $3 services or NULL, $4 step where it has tiers), a count, and a
-- count by day. What a row holds beside its columns does not leave.

-- name: traffic_rows
SELECT to_timestamp(t) AS at, service, step_seconds, requests, requests_max, refused, bytes, status_2xx, status_3xx,
    status_4xx, status_5xx, request_seconds, request_seconds_max, score, expected_low, expected_high
FROM traffic
WHERE step_seconds = $4 AND t >= $1::float8 AND t < $2::float8 AND service <> '*'
    AND ($3::text[] IS NULL OR service = ANY ($3))
ORDER BY t, service

-- name: traffic_days
SELECT t / 86400 * 86400 AS day, count(*) AS rows FROM traffic
WHERE step_seconds = $4 AND t >= $1::float8 AND t < $2::float8 AND service <> '*'
    AND ($3::text[] IS NULL OR service = ANY ($3))
GROUP BY 1 ORDER BY 1

-- name: sources_rows
SELECT to_timestamp(t) AS at, service, source, step_seconds, requests, refused, bytes, errors, score
FROM source_traffic
WHERE step_seconds = $4 AND t >= $1::float8 AND t < $2::float8 AND ($3::text[] IS NULL OR service = ANY ($3))
ORDER BY t, service, source

-- name: sources_days
SELECT t / 86400 * 86400 AS day, count(*) AS rows FROM source_traffic
WHERE step_seconds = $4 AND t >= $1::float8 AND t < $2::float8 AND ($3::text[] IS NULL OR service = ANY ($3))
GROUP BY 1 ORDER BY 1

-- name: decisions_rows
SELECT decided_at AS at, id, type, scope, value AS source, service, kind, until_at, lifted_at, origin, decided_by,
    simulated, score, incident AS incident_id, reasons::text AS reasons, evidence::text AS evidence
FROM decision
WHERE decided_at >= to_timestamp($1::float8) AND decided_at < to_timestamp($2::float8)
    AND ($3::text[] IS NULL OR service = ANY ($3)) AND $4::integer = 0
ORDER BY decided_at, id

-- name: decisions_days
SELECT extract(epoch FROM date_trunc('day', decided_at))::bigint AS day, count(*) AS rows FROM decision
WHERE decided_at >= to_timestamp($1::float8) AND decided_at < to_timestamp($2::float8)
    AND ($3::text[] IS NULL OR service = ANY ($3)) AND $4::integer = 0
GROUP BY 1 ORDER BY 1

-- name: incidents_rows
SELECT started_at AS at, id, kind, severity, service, detected_at, ended_at, sources, decisions, refused, peak_score,
    peak_rps, verdict, verdict_by, verdict_reason, verdict_at, timeline::text AS timeline
FROM incident
WHERE started_at >= to_timestamp($1::float8) AND started_at < to_timestamp($2::float8)
    AND ($3::text[] IS NULL OR service = ANY ($3)) AND $4::integer = 0
ORDER BY started_at, id

-- name: incidents_days
SELECT extract(epoch FROM date_trunc('day', started_at))::bigint AS day, count(*) AS rows FROM incident
WHERE started_at >= to_timestamp($1::float8) AND started_at < to_timestamp($2::float8)
    AND ($3::text[] IS NULL OR service = ANY ($3)) AND $4::integer = 0
GROUP BY 1 ORDER BY 1

-- name: labels_rows
SELECT said_at AS at, service, source, label, incident AS incident_id, said_by, reason, seen_at,
    features::text AS features
FROM label
WHERE said_at >= to_timestamp($1::float8) AND said_at < to_timestamp($2::float8)
    AND ($3::text[] IS NULL OR service = ANY ($3)) AND $4::integer = 0
ORDER BY said_at, incident, service, source

-- name: labels_days
SELECT extract(epoch FROM date_trunc('day', said_at))::bigint AS day, count(*) AS rows FROM label
WHERE said_at >= to_timestamp($1::float8) AND said_at < to_timestamp($2::float8)
    AND ($3::text[] IS NULL OR service = ANY ($3)) AND $4::integer = 0
GROUP BY 1 ORDER BY 1

-- name: records
SELECT at, data FROM feature_rows
WHERE at >= to_timestamp($1::float8) AND at < to_timestamp($2::float8)
ORDER BY at, position

-- name: features_days
-- Records, of which each holds some rows.
SELECT extract(epoch FROM date_trunc('day', at))::bigint AS day, count(*) AS rows FROM feature_rows
WHERE at >= to_timestamp($1::float8) AND at < to_timestamp($2::float8)
    AND ($3::text[] IS NULL OR true) AND $4::integer = 0
GROUP BY 1 ORDER BY 1

-- name: metrics_days
-- Blocks of sixty points each of all of a node's series.
SELECT t / 86400 * 86400 AS day, count(*) AS rows FROM metric_block
WHERE step_seconds = $4 AND t >= $1::float8 AND t < $2::float8 AND ($3::text[] IS NULL OR true)
GROUP BY 1 ORDER BY 1

-- name: size
SELECT coalesce(sum(pg_total_relation_size(part)), 0)::bigint AS bytes
FROM (
    SELECT relid AS part FROM pg_partition_tree($1::text::regclass)
    UNION SELECT $1::text::regclass
) AS parts
