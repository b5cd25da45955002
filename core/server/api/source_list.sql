-- name: sources
-- What tier $1 knows of sources in [$2, $3) at the services $4 (null: all): the $5 most suspicious, then the busiest.
SELECT
    service,
    source,
    min(t) AS first_t,
    max(t) + $1 AS last_t,
    sum(requests)::bigint AS requests,
    sum(refused)::bigint AS refused,
    sum(errors)::bigint AS errors,
    max(score) AS score
FROM source_traffic
WHERE step_seconds = $1 AND t >= $2 AND t < $3 AND ($4::text[] IS NULL OR service = ANY ($4))
GROUP BY service, source
ORDER BY max(score) DESC NULLS LAST, sum(requests + refused) DESC
LIMIT $5

-- name: series
-- Points of tier $1 in [$2, $3) every $5 seconds, of the sources $4 together, at the services $6 (null: all).
SELECT
    t - t % $5::bigint AS t,
    sum(requests)::float8 AS requests,
    sum(refused)::float8 AS refused,
    sum(errors)::float8 AS errors,
    max(score) AS score
FROM source_traffic
WHERE step_seconds = $1 AND t >= $2 AND t < $3 AND source = ANY ($4) AND ($6::text[] IS NULL OR service = ANY ($6))
GROUP BY 1
ORDER BY 1

-- name: ever
-- What the tier that reaches furthest knows of the sources $1 since $2, at the services $3 (null: all).
SELECT min(t) AS first_t, max(t + step_seconds) AS last_t, sum(requests)::bigint AS requests, sum(refused)::bigint AS refused
FROM source_traffic
WHERE source = ANY ($1) AND ($3::text[] IS NULL OR service = ANY ($3)) AND t >= $2
GROUP BY step_seconds
ORDER BY min(t), step_seconds DESC
LIMIT 1
