-- name: notes
SELECT id, written_at, written_by, text FROM incident_note WHERE incident_id = $1 ORDER BY written_at, id LIMIT 500

-- name: one
SELECT id, written_at, written_by, text FROM incident_note WHERE incident_id = $1 AND id = $2

-- name: add
INSERT INTO incident_note (id, incident_id, written_at, written_by, text)
SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM incident_note WHERE incident_id = $2) < 500

-- name: remove
DELETE FROM incident_note WHERE incident_id = $1 AND id = $2
