-- name: source
-- What the tier that reaches furthest knows of a source since $3, at the service where it asked most.
SELECT
    service,
    min(t) AS first_t,
    max(t + step_seconds) AS last_t,
    sum(requests)::bigint AS requests,
    sum(refused)::bigint AS refused,
    max(score) AS score
FROM source_traffic
WHERE source = $1 AND ($2::text[] IS NULL OR service = ANY ($2)) AND t >= $3
GROUP BY service, step_seconds
ORDER BY sum(requests + refused) DESC, step_seconds
LIMIT 1
