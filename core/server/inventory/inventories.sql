-- name: all_inventories
SELECT node_id, heard_at, inventory::text FROM node_inventory

-- name: store_inventory
INSERT INTO node_inventory (node_id, heard_at, inventory)
SELECT $1, to_timestamp($2), $3::json WHERE EXISTS (SELECT FROM node WHERE id = $1)
ON CONFLICT (node_id) DO UPDATE SET heard_at = excluded.heard_at, inventory = excluded.inventory
