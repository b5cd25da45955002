-- name: services
SELECT service, memory, start_seconds, paused_in, paused_out FROM scaling_service

-- name: orders
SELECT service, node_id, replicas::text FROM scaling_order

-- name: save_service
INSERT INTO scaling_service (service, memory, start_seconds, paused_in, paused_out) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (service) DO UPDATE SET
    memory = excluded.memory, start_seconds = excluded.start_seconds,
    paused_in = excluded.paused_in, paused_out = excluded.paused_out

-- name: forget_orders
DELETE FROM scaling_order WHERE service = $1

-- name: save_order
INSERT INTO scaling_order (service, node_id, replicas) SELECT $1, id, $3::json FROM node WHERE id = $2
