-- name: decided
SELECT extract(epoch FROM decided_at)::double precision FROM decision
WHERE incident = $1 AND type <> 'observe'
ORDER BY decided_at
LIMIT 1000
