-- name: deployments
SELECT started_by, note, state::text AS state FROM proxy_deployment
WHERE ended_at IS NULL OR ended_at > to_timestamp($1)
ORDER BY started_at DESC
LIMIT 100

-- name: attempts
SELECT id, name, kind, names, outcome, detail, extract(epoch FROM ended_at)::double precision AS ended_at
FROM proxy_attempt
WHERE started_at > to_timestamp($1) - interval '1 day' AND ended_at > to_timestamp($1) AND outcome <> ''
    AND kind IN ('issue', 'renew', 'bring')
ORDER BY ended_at DESC, id DESC
LIMIT 500

-- name: scaling
SELECT id, service, kind, before, after, reason, by_whom, extract(epoch FROM at)::double precision AS at
FROM scaling_event
WHERE at > to_timestamp($1)
ORDER BY at DESC, id DESC
LIMIT 1000

-- name: bans
-- Those of $2 were told as open: they come again once they are over.
SELECT id, scope, value, service, simulated, decided_by, evidence ->> 'said' AS said,
    extract(epoch FROM decided_at)::double precision AS decided_at,
    extract(epoch FROM until_at)::double precision AS until_at,
    extract(epoch FROM lifted_at)::double precision AS lifted_at
FROM decision LEFT JOIN unnest($2::text[]) AS told (id) USING (id)
WHERE type = 'ban' AND origin = 'person' AND id IN (
    SELECT id FROM decision WHERE origin = 'person' AND decided_at > to_timestamp($1)
    UNION SELECT unnest($2::text[])
)
AND (told.id IS NULL OR lifted_at IS NOT NULL OR until_at <= to_timestamp($3))
ORDER BY decided_at DESC, id DESC
LIMIT 1000

-- name: sign_ins
SELECT id, by AS login, address, extract(epoch FROM at)::double precision AS at
FROM audit
WHERE action = 'sign_in' AND at > to_timestamp($1)
ORDER BY id DESC
LIMIT 500

-- name: earlier_sign_ins
SELECT DISTINCT address FROM audit
WHERE action = 'sign_in' AND by = $1 AND id < $2 AND at > to_timestamp($3)
LIMIT 1000
