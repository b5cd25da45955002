-- name: known_files
SELECT sha256 FROM proxy_file WHERE sha256 = ANY($1::text[])

-- name: add_files
INSERT INTO proxy_file (sha256, content, is_sealed, made_at)
SELECT sha256, content, is_sealed, to_timestamp($4)
FROM unnest($1::text[], $2::bytea[], $3::boolean[]) AS new (sha256, content, is_sealed)
ON CONFLICT (sha256) DO NOTHING

-- name: add_manifest
INSERT INTO proxy_manifest (digest, files, made_at) VALUES ($1, $2, to_timestamp($3)) ON CONFLICT (digest) DO NOTHING

-- name: manifest
SELECT files::text FROM proxy_manifest WHERE digest = $1

-- name: file
SELECT content, is_sealed FROM proxy_file WHERE sha256 = $1

-- name: open_files
SELECT sha256, content FROM proxy_file WHERE sha256 = ANY($1::text[]) AND NOT is_sealed

-- name: save_deployment
INSERT INTO proxy_deployment (id, revision, started_at, started_by, note, phase, ended_at, state)
VALUES ($1, $2, to_timestamp($3), $4, $5, $6, to_timestamp($7), $8)
ON CONFLICT (id) DO UPDATE SET phase = excluded.phase, ended_at = excluded.ended_at, state = excluded.state

-- name: never_began
DELETE FROM proxy_deployment WHERE id = ANY($1::text[])

-- name: forget_deployments
DELETE FROM proxy_deployment WHERE ended_at < to_timestamp($1)
    AND id NOT IN (SELECT id FROM proxy_deployment WHERE phase = 'done' ORDER BY started_at DESC, revision DESC LIMIT 1)

-- name: running_deployment
SELECT started_by, note, state::text FROM proxy_deployment WHERE ended_at IS NULL

-- name: last_done
SELECT started_by, note, state::text FROM proxy_deployment WHERE phase = 'done' ORDER BY started_at DESC, revision DESC LIMIT 1

-- name: deployments
SELECT started_by, note, state::text FROM proxy_deployment WHERE started_at < to_timestamp($1)
ORDER BY started_at DESC, id DESC LIMIT $2

-- name: deployment
SELECT started_by, note, state::text FROM proxy_deployment WHERE id = $1

-- name: confirm
INSERT INTO proxy_node (node_id, confirmed, confirmed_revision, confirmed_at)
SELECT id, $2, $3, to_timestamp($4) FROM node WHERE id = $1
ON CONFLICT (node_id) DO UPDATE SET confirmed = excluded.confirmed, confirmed_revision = excluded.confirmed_revision,
    confirmed_at = excluded.confirmed_at

-- name: nodes
SELECT node_id, confirmed, confirmed_revision, confirmed_at, state::text, state_at FROM proxy_node

-- name: save_state
INSERT INTO proxy_node (node_id, state, state_at) SELECT id, $2, to_timestamp($3) FROM node WHERE id = $1
ON CONFLICT (node_id) DO UPDATE SET state = excluded.state, state_at = excluded.state_at

-- name: sweep_manifests
DELETE FROM proxy_manifest WHERE made_at < to_timestamp($1) AND digest <> ALL($2::text[])

-- name: sweep_files
DELETE FROM proxy_file WHERE made_at < to_timestamp($1) AND sha256 NOT IN (
    SELECT files.value FROM proxy_manifest, json_each_text(files) AS files)
