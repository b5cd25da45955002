-- name: labels
-- The newest word on each source at each service, of the newest $3 words; of the services $1 (NULL: of all), from $2 on.
SELECT DISTINCT ON (service, source) service, source, label, features::text AS features
FROM (
    SELECT * FROM label
    WHERE ($1::text[] IS NULL OR service = ANY ($1)) AND said_at >= to_timestamp($2::float8)
    ORDER BY said_at DESC LIMIT $3
) AS newest
ORDER BY service, source, said_at DESC

-- name: page
SELECT incident, service, source, label, said_at, said_by, reason, seen_at
FROM label
WHERE (said_at, service || ' ' || source || ' ' || incident) < ($1::timestamptz, $2)
    AND ($3::text[] IS NULL OR service = ANY ($3))
    AND ($4 = '' OR label = $4)
ORDER BY said_at DESC, service || ' ' || source || ' ' || incident DESC
LIMIT $5

-- name: counts
SELECT label, count(*) AS labels FROM label WHERE $1::text[] IS NULL OR service = ANY ($1) GROUP BY label

-- name: one
SELECT label, features::text AS features, reason, extract(epoch FROM seen_at)::float8 AS seen_at
FROM label WHERE incident = '' AND service = $1 AND source = $2

-- name: members
-- Sources that were decided about in incidents since $1 that nobody has judged.
SELECT DISTINCT d.service, d.value AS source, d.incident
FROM incident AS i JOIN decision AS d ON d.incident = i.id
WHERE i.verdict = 'open' AND i.started_at >= to_timestamp($1::float8) AND d.scope = 'ip' AND d.origin <> 'person'
LIMIT 20000

-- name: row
SELECT data FROM feature_rows
WHERE at BETWEEN to_timestamp($1::float8 - 1) AND to_timestamp($1::float8 + 1) AND position = $2

-- name: samples
-- What the newest decision about a source keeps of its requests.
SELECT (evidence -> 'samples')::text AS samples FROM decision
WHERE value = $1 AND service = $2 AND jsonb_array_length(coalesce(evidence -> 'samples', '[]')) > 0
ORDER BY decided_at DESC LIMIT 1
