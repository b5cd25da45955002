-- name: begin
-- Begins a session and answers whether its place is new: the account was somewhere before, and never from this device
-- or address.
INSERT INTO session (id, account_id, way, made_at, used_at, expires_at, address, user_agent, device, new_place)
SELECT $1, $2, $3, to_timestamp($4), to_timestamp($4), to_timestamp($5), $6, $7, $8,
    EXISTS (SELECT FROM session WHERE account_id = $2)
    AND NOT EXISTS (SELECT FROM session WHERE account_id = $2 AND (address = $6 OR (device = $8 AND $8 <> '')))
RETURNING new_place

-- name: signed_in
UPDATE account SET signed_in_at = to_timestamp($2) WHERE id = $1

-- name: end_oldest
UPDATE session SET ended_at = to_timestamp($2), ended_why = 'too_many'
WHERE id IN (
    SELECT id FROM session WHERE account_id = $1 AND ended_at IS NULL AND expires_at > to_timestamp($2)
    ORDER BY used_at DESC OFFSET $3
)
RETURNING id

-- name: add_token
INSERT INTO refresh_token (hash, session, made_at, expires_at)
VALUES ($1, $2, to_timestamp($3), to_timestamp($4))

-- name: lock_session_of_token
-- What is read next is as of now: of several refreshes of a session each sees what the one before has done.
SELECT FROM session WHERE id = (SELECT session FROM refresh_token WHERE hash = $1) FOR UPDATE

-- name: use_token
-- The row of a token of a locked session; `used_at` says when it was changed for another.
SELECT token.session, extract(epoch FROM token.used_at)::float8 AS used_at, session.account_id, session.way,
    extract(epoch FROM session.made_at)::float8 AS made_at
FROM refresh_token AS token JOIN session ON session.id = token.session
WHERE token.hash = $1 AND token.expires_at > to_timestamp($2) AND session.ended_at IS NULL

-- name: mark_used
-- All of the session that were not used yet: one and, after an answer that was lost, those that are used up with it.
UPDATE refresh_token SET used_at = to_timestamp($2) WHERE session = $1 AND used_at IS NULL

-- name: extend
UPDATE session SET used_at = to_timestamp($2), expires_at = to_timestamp($3) WHERE id = $1

-- name: end
UPDATE session SET ended_at = to_timestamp($2), ended_why = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id

-- name: end_all
UPDATE session SET ended_at = to_timestamp($2), ended_why = $3
WHERE account_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $4
RETURNING id

-- name: session_of_token
SELECT session.id, session.account_id FROM refresh_token AS token JOIN session ON session.id = token.session
WHERE token.hash = $1 AND session.ended_at IS NULL

-- name: sessions_of
SELECT id, way, made_at, used_at, expires_at, address, user_agent FROM session
WHERE account_id = $1 AND ended_at IS NULL AND expires_at > to_timestamp($2)
ORDER BY used_at DESC

-- name: forget_tokens
DELETE FROM refresh_token WHERE expires_at < to_timestamp($1)

-- name: forget_sessions
DELETE FROM session WHERE least(ended_at, expires_at) < to_timestamp($1)
