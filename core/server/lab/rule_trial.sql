-- name: decided_between
-- What was carried out or simulated of the policy's and of people's decisions about single sources in a time.
SELECT value, service, type, extract(epoch FROM decided_at)::float8 AS from_at,
    extract(epoch FROM least(coalesce(lifted_at, until_at), until_at))::float8 AS until_at
FROM decision
WHERE scope = 'ip' AND type <> 'observe' AND origin <> 'rule'
    AND decided_at < to_timestamp($2::float8) AND until_at > to_timestamp($1::float8)
    AND decided_at > to_timestamp($1::float8) - interval '31 days'
ORDER BY decided_at DESC LIMIT $3
