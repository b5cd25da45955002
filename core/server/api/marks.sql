-- name: decisions
-- What was decided in [$1, $2), Unix seconds, in spans of $3 seconds: how many, and the strongest.
SELECT
    to_timestamp(min(extract(epoch FROM decided_at)))::timestamptz AS at,
    count(*) AS decisions,
    (array_agg(type ORDER BY array_position('{ban,challenge,limit}', type)))[1] AS type
FROM decision
WHERE decided_at >= to_timestamp($1::bigint) AND decided_at < to_timestamp($2::bigint)
    AND type <> 'observe'
    AND ($4::text[] IS NULL OR service = ANY ($4))
GROUP BY floor(extract(epoch FROM decided_at) / $3::bigint)
ORDER BY 1

-- name: incidents
-- Those that went on at any time in [$1, $2), the newest.
SELECT id, kind, severity, service, started_at, ended_at, verdict
FROM incident
WHERE started_at < to_timestamp($2::bigint) AND (ended_at IS NULL OR ended_at >= to_timestamp($1::bigint))
    AND ($3::text[] IS NULL OR service = ANY ($3))
ORDER BY started_at DESC, id DESC
LIMIT $4

-- name: deployments
SELECT id, revision, started_at, ended_at, phase, note
FROM proxy_deployment
WHERE started_at >= to_timestamp($1::bigint) AND started_at < to_timestamp($2::bigint)
ORDER BY started_at DESC, id DESC
LIMIT $3

-- name: scaling
SELECT service, at, kind, before, after
FROM scaling_event
WHERE at >= to_timestamp($1::bigint) AND at < to_timestamp($2::bigint)
    AND ($3::text[] IS NULL OR service = ANY ($3))
ORDER BY at DESC, id DESC
LIMIT $4
