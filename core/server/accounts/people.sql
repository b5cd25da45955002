-- name: add
INSERT INTO account (login, password_hash, role, services, node_groups, must_change, created_at, issuer, subject)
VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7), $8, $9)
RETURNING *

-- name: change
UPDATE account SET role = $2, services = $3, node_groups = $4, disabled_at = to_timestamp($5)
WHERE id = $1
RETURNING *

-- name: delete
DELETE FROM account WHERE id = $1

-- name: set_password
UPDATE account SET password_hash = $2, must_change = $3 WHERE id = $1 RETURNING *
