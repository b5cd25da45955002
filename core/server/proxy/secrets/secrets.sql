-- name: all
SELECT name, kind, sealed, made_at, made_by FROM proxy_secret ORDER BY name

-- name: put
INSERT INTO proxy_secret (name, kind, sealed, made_at, made_by) VALUES ($1, $2, $3, to_timestamp($4), $5)
ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, sealed = excluded.sealed, made_at = excluded.made_at,
    made_by = excluded.made_by

-- name: delete
DELETE FROM proxy_secret WHERE name = $1
