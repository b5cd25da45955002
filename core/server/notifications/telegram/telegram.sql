-- name: spent
-- How often each button of a thread was pressed: the next of the same kind has another id.
SELECT action, args, count(*) AS times FROM telegram_button
WHERE chat = $1 AND thread = $2 AND used_at IS NOT NULL
GROUP BY action, args

-- name: issue
INSERT INTO telegram_button (hash, chat, thread, action, args, issued_at)
VALUES ($1, $2, $3, $4, $5, to_timestamp($6))
ON CONFLICT (hash) DO UPDATE SET issued_at = excluded.issued_at WHERE telegram_button.used_at IS NULL

-- name: issued
SELECT chat, thread, action, args, used_by FROM telegram_button WHERE hash = $1

-- name: use
UPDATE telegram_button SET used_at = to_timestamp($2), used_by = $3
WHERE hash = $1 AND used_at IS NULL
RETURNING true

-- name: forget_buttons
DELETE FROM telegram_button WHERE issued_at < to_timestamp($1)

-- name: add_code
INSERT INTO telegram_code (hash, purpose, account_id, channel, language, made_at, expires_at)
VALUES ($1, $2, $3::uuid, $4, $5, to_timestamp($6), to_timestamp($7))

-- name: end_codes_of
DELETE FROM telegram_code WHERE account_id = $1::uuid AND purpose = $2

-- name: use_code
DELETE FROM telegram_code WHERE hash = $1 AND purpose = $2 AND channel = $3 AND expires_at > to_timestamp($4)
RETURNING account_id::text, channel, language

-- name: forget_codes
DELETE FROM telegram_code WHERE expires_at <= to_timestamp($1)

-- name: link
INSERT INTO telegram_link (user_id, account_id, name, linked_at) VALUES ($1, $2::uuid, $3, to_timestamp($4))
ON CONFLICT (user_id) DO UPDATE
SET account_id = excluded.account_id, name = excluded.name, linked_at = excluded.linked_at

-- name: account_of
SELECT account_id::text FROM telegram_link WHERE user_id = $1

-- name: links_of
SELECT user_id, name, linked_at FROM telegram_link WHERE account_id = $1::uuid ORDER BY linked_at, user_id

-- name: unlink
DELETE FROM telegram_link WHERE user_id = $1 AND account_id = $2::uuid RETURNING name
