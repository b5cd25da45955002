-- name: all_nodes
SELECT id, name, key_hash, previous_key_hash, previous_key_until, created_at, last_report_at, last_seen::text
FROM node

-- name: add_node
INSERT INTO node (id, name, key_hash, created_at) VALUES ($1, $2, $3, to_timestamp($4))

-- name: delete_node
DELETE FROM node WHERE id = $1

-- name: change_key
UPDATE node SET key_hash = $2, previous_key_hash = $3, previous_key_until = to_timestamp($4) WHERE id = $1

-- name: store_seen
UPDATE node SET last_report_at = to_timestamp($2), last_seen = $3 WHERE id = $1
