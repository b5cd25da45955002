-- name: newest
-- The newest requests that were kept with decisions; what they are asked for is looked at by who reads them.
SELECT decision.id, decision.value, decision.service, sample ->> 'method' AS method, sample ->> 'path' AS path,
    (sample ->> 'status')::integer AS status, sample ->> 'user_agent' AS agent, (sample ->> 'at')::float8 AS at
FROM decision, jsonb_array_elements(evidence -> 'samples') AS sample
WHERE decided_at >= to_timestamp($1) AND decided_at < to_timestamp($2) AND scope = 'ip'
    AND ($3::text[] IS NULL OR service = ANY ($3))
ORDER BY decided_at DESC, decision.id
LIMIT $4
