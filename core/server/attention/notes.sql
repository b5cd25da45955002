-- name: all
SELECT key, severity, assignee, by_whom,
    extract(epoch FROM snoozed_until)::float8 AS snoozed_until, extract(epoch FROM at)::float8 AS at
FROM attention_note

-- name: put
INSERT INTO attention_note (key, snoozed_until, severity, assignee, by_whom, at)
VALUES ($1, to_timestamp($2), $3, $4, $5, to_timestamp($6))
ON CONFLICT (key) DO UPDATE SET
    snoozed_until = excluded.snoozed_until, severity = excluded.severity, assignee = excluded.assignee,
    by_whom = excluded.by_whom, at = excluded.at

-- name: drop
DELETE FROM attention_note WHERE key = $1

-- name: forget
-- Of what is long over; a snooze that still holds is no such thing.
DELETE FROM attention_note WHERE at < to_timestamp($1) AND coalesce(snoozed_until < to_timestamp($2), true)
