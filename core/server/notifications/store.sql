-- name: channels
SELECT name, spec::text AS spec, sealed, changed_at, changed_by FROM notification_channel ORDER BY name

-- name: put_channel
INSERT INTO notification_channel (name, spec, sealed, changed_at, changed_by)
VALUES ($1, $2, $3, to_timestamp($4), $5)
ON CONFLICT (name) DO UPDATE
SET spec = excluded.spec, sealed = excluded.sealed, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: delete_channel
DELETE FROM notification_channel WHERE name = $1

-- name: chats
SELECT id, channel, address, topic, language, timezone, title, made_at, made_by FROM notification_chat ORDER BY made_at

-- name: put_chat
INSERT INTO notification_chat (id, channel, address, topic, language, timezone, title, made_at, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8), $9)
ON CONFLICT (id) DO UPDATE
SET address = excluded.address, topic = excluded.topic, language = excluded.language, timezone = excluded.timezone,
    title = excluded.title

-- name: delete_chat
DELETE FROM notification_chat WHERE id = $1

-- name: delete_threads_of
DELETE FROM notification_thread WHERE chat = $1

-- name: rules
SELECT name, rule::text AS rule, changed_at, changed_by FROM notification_rule ORDER BY name

-- name: put_rule
INSERT INTO notification_rule (name, rule, changed_at, changed_by) VALUES ($1, $2, to_timestamp($3), $4)
ON CONFLICT (name) DO UPDATE
SET rule = excluded.rule, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: delete_rule
DELETE FROM notification_rule WHERE name = $1

-- name: silences
SELECT id, silence::text AS silence, made_at, made_by FROM notification_silence ORDER BY made_at, id

-- name: put_silence
INSERT INTO notification_silence (id, silence, made_at, made_by) VALUES ($1, $2, to_timestamp($3), $4)
ON CONFLICT (id) DO UPDATE SET silence = excluded.silence, made_at = excluded.made_at, made_by = excluded.made_by

-- name: delete_silence
DELETE FROM notification_silence WHERE id = $1

-- name: templates
SELECT name, language, source, changed_at, changed_by FROM notification_template ORDER BY name, language

-- name: put_template
INSERT INTO notification_template (name, language, source, changed_at, changed_by)
VALUES ($1, $2, $3, to_timestamp($4), $5)
ON CONFLICT (name, language) DO UPDATE
SET source = excluded.source, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: delete_template
DELETE FROM notification_template WHERE name = $1 AND language = $2

-- name: add_event
INSERT INTO notification_event (id, at, kind, severity, thread, state, service, node, event)
VALUES ($1, to_timestamp($2), $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO NOTHING

-- name: put_thread
INSERT INTO notification_thread (id, chat, key, opened_at, changed_at, severity, state, status, thread)
VALUES ($1, $2, $3, to_timestamp($4), to_timestamp($5), $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE
SET changed_at = excluded.changed_at, severity = excluded.severity, state = excluded.state, status = excluded.status,
    thread = excluded.thread

-- name: heard
SELECT extract(epoch FROM at)::double precision FROM notification_heard

-- name: put_heard
INSERT INTO notification_heard (at) VALUES (to_timestamp($1)) ON CONFLICT (one) DO UPDATE SET at = excluded.at

-- name: known_events
SELECT id FROM notification_event ORDER BY number DESC LIMIT 50000

-- name: open_events
SELECT event::text AS event FROM (
    SELECT DISTINCT ON (thread) state, event FROM notification_event
    WHERE at > to_timestamp($1)
    ORDER BY thread, number DESC
) AS newest
WHERE state <> 'closed'
LIMIT 20000

-- name: going_on
SELECT thread::text AS thread FROM notification_thread
WHERE status = 'waiting' OR (status <> 'dropped' AND (state <> 'closed' OR changed_at > to_timestamp($1)))
ORDER BY changed_at DESC
LIMIT 50000

-- name: forget_events
DELETE FROM notification_event WHERE at < to_timestamp($1)

-- name: forget_threads
DELETE FROM notification_thread WHERE changed_at < to_timestamp($1) AND status <> 'waiting'

-- name: events
SELECT number, event::text AS event FROM notification_event
WHERE number < $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR thread = $3)
    AND ($4 = '' OR service = $4) AND ($5 = '' OR node = $5)
ORDER BY number DESC
LIMIT $6

-- name: event
SELECT event::text AS event FROM notification_event WHERE id = $1

-- name: newest_of
SELECT event::text AS event FROM notification_event WHERE kind = $1 ORDER BY number DESC LIMIT 1

-- name: threads
SELECT id, changed_at, thread::text AS thread FROM notification_thread
WHERE (changed_at, id) < ($1, $2) AND ($3 = '' OR chat = $3) AND ($4 = '' OR status = $4) AND ($5 = '' OR key = $5)
ORDER BY changed_at DESC, id DESC
LIMIT $6

-- name: threads_total
SELECT count(*) FROM notification_thread
WHERE ($1 = '' OR chat = $1) AND ($2 = '' OR status = $2) AND ($3 = '' OR key = $3)

-- name: thread
SELECT thread::text AS thread FROM notification_thread WHERE id = $1
