-- name: add
INSERT INTO invitation (id, hash, role, services, node_groups, note, made_by, made_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8), to_timestamp($9))

-- name: standing
SELECT * FROM invitation WHERE expires_at > to_timestamp($1) ORDER BY made_at DESC

-- name: by_hash
SELECT * FROM invitation WHERE hash = $1 AND expires_at > to_timestamp($2)

-- name: take_up
DELETE FROM invitation WHERE id = $1 AND expires_at > to_timestamp($2) RETURNING true

-- name: take_back
DELETE FROM invitation WHERE id = $1 RETURNING *

-- name: forget
DELETE FROM invitation WHERE expires_at <= to_timestamp($1)
