-- name: add
INSERT INTO audit (at, by, address, request_id, action, subject, before, after)
VALUES (to_timestamp($1), $2, $3, $4, $5, $6, $7, $8)

-- name: forget
DELETE FROM audit WHERE at < to_timestamp($1)
