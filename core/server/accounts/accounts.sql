-- name: any_account
SELECT true FROM account LIMIT 1

-- name: add_account
INSERT INTO account (login, password_hash, role, created_at)
VALUES ($1, $2, $3, to_timestamp($4))

-- name: account_by_login
SELECT id, login, role, password_hash FROM account
WHERE lower(login) = lower($1) AND disabled_at IS NULL

-- name: add_token
INSERT INTO refresh_token (hash, family, account_id, made_at, expires_at)
VALUES ($1, $2, $3, to_timestamp($4), to_timestamp($5))

-- name: use_token
-- The row of a token, locked; `used_at` says when it was changed for another.
SELECT token.family, extract(epoch FROM token.used_at)::float8 AS used_at, account.id, account.login, account.role
FROM refresh_token AS token JOIN account ON account.id = token.account_id
WHERE token.hash = $1 AND token.expires_at > to_timestamp($2) AND account.disabled_at IS NULL
FOR UPDATE OF token

-- name: mark_used
UPDATE refresh_token SET used_at = to_timestamp($2) WHERE hash = $1 AND used_at IS NULL

-- name: end_family
DELETE FROM refresh_token WHERE family = $1

-- name: end_family_of
DELETE FROM refresh_token WHERE family = (SELECT family FROM refresh_token WHERE hash = $1)

-- name: forget_expired_tokens
DELETE FROM refresh_token WHERE expires_at < to_timestamp($1)
