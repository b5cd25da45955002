-- name: accounts
SELECT * FROM account

-- name: live_sessions
SELECT id, account_id, expires_at FROM session WHERE ended_at IS NULL AND expires_at > to_timestamp($1)
