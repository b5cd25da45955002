-- name: all
SELECT id, account_id, name, hash, permissions, services, node_groups, networks, made_at, expires_at, used_at,
    used_address
FROM api_token

-- name: add
INSERT INTO api_token (
    id, account_id, name, hash, permissions, services, node_groups, networks, made_at, expires_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9), to_timestamp($10))

-- name: used
UPDATE api_token SET used_at = to_timestamp($2), used_address = $3 WHERE id = $1

-- name: delete
DELETE FROM api_token WHERE id = ANY ($1)
