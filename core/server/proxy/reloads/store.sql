-- name: save
INSERT INTO proxy_reload (id, started_at, started_by, ended_at, state)
VALUES ($1, to_timestamp($2), $3, to_timestamp($4), $5)
ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, state = excluded.state

-- name: running
SELECT started_by, state::text FROM proxy_reload WHERE ended_at IS NULL

-- name: newest
SELECT started_by, state::text FROM proxy_reload ORDER BY started_at DESC, id DESC LIMIT $1

-- name: one
SELECT started_by, state::text FROM proxy_reload WHERE id = $1

-- name: forget
DELETE FROM proxy_reload WHERE ended_at < to_timestamp($1)
