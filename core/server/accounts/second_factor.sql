-- name: set_up
UPDATE account SET totp_pending = $2 WHERE id = $1 AND totp_secret IS NULL

-- name: pending
SELECT totp_pending FROM account WHERE id = $1 AND totp_secret IS NULL FOR UPDATE

-- name: turn_on
UPDATE account SET totp_secret = totp_pending, totp_pending = NULL, totp_step = $2 WHERE id = $1 RETURNING *

-- name: turn_off
UPDATE account SET totp_secret = NULL, totp_pending = NULL, totp_step = 0 WHERE id = $1 RETURNING *

-- name: use_step
UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_secret IS NOT NULL AND totp_step < $2 RETURNING true

-- name: add_recovery_code
INSERT INTO recovery_code (account_id, hash) VALUES ($1, $2)

-- name: use_recovery_code
DELETE FROM recovery_code WHERE account_id = $1 AND hash = $2 RETURNING true

-- name: forget_recovery_codes
DELETE FROM recovery_code WHERE account_id = $1

-- name: recovery_codes_left
SELECT count(*) FROM recovery_code WHERE account_id = $1
