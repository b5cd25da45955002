-- name: all_nodes
SELECT id, name, groups, key_hash, previous_key_hash, previous_key_until, created_at, key_until, key_networks,
    last_report_at, last_seen::text
FROM node

-- name: add_node
INSERT INTO node (id, name, groups, key_hash, created_at, key_until, key_networks)
VALUES ($1, $2, $3, $4, to_timestamp($5), to_timestamp($6), $7)

-- name: change_node
UPDATE node SET name = $2, groups = $3 WHERE id = $1

-- name: delete_node
DELETE FROM node WHERE id = $1

-- name: change_key
UPDATE node SET key_hash = $2, previous_key_hash = $3, previous_key_until = to_timestamp($4),
    key_until = to_timestamp($5), key_networks = $6
WHERE id = $1

-- name: revoke_key
UPDATE node SET key_hash = '', previous_key_hash = NULL, previous_key_until = NULL WHERE id = $1

-- name: store_seen
UPDATE node SET last_report_at = to_timestamp($2), last_seen = $3 WHERE id = $1
