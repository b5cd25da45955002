-- name: rules
SELECT name, rule::text, changed_at, changed_by FROM alarm_rule ORDER BY name

-- name: put_rule
INSERT INTO alarm_rule (name, rule, changed_at, changed_by) VALUES ($1, $2, to_timestamp($3), $4)
ON CONFLICT (name) DO UPDATE
SET rule = excluded.rule, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: delete_rule
DELETE FROM alarm_rule WHERE name = $1

-- name: firing
SELECT *, rule_said::text AS rule_text FROM alarm WHERE cleared_at IS NULL

-- name: put_alarm
INSERT INTO alarm (id, rule, node_id, entity, rule_said, severity, since_at, fired_at, fired_value)
VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7), to_timestamp($8), $9)
ON CONFLICT (id) DO NOTHING

-- name: clear_alarm
UPDATE alarm SET cleared_at = to_timestamp($2), cleared_why = $3 WHERE id = $1 AND cleared_at IS NULL

-- name: acknowledge_alarm
UPDATE alarm SET acknowledged_at = to_timestamp($2), acknowledged_by = $3, acknowledged_note = $4,
    acknowledged_until = to_timestamp($5)
WHERE id = $1

-- name: add_event
INSERT INTO alarm_event (alarm_id, at, what, value, why, made_by, note, until_at)
SELECT $1, to_timestamp($2), $3, $4, $5, $6, $7, to_timestamp($8) WHERE EXISTS (SELECT FROM alarm WHERE id = $1)

-- name: silences
SELECT * FROM alarm_silence WHERE until_at > to_timestamp($1)

-- name: put_silence
INSERT INTO alarm_silence (rule, node_id, entity, until_at, made_at, made_by, note)
VALUES ($1, $2, $3, to_timestamp($4), to_timestamp($5), $6, $7)
ON CONFLICT (rule, node_id, entity) DO UPDATE
SET until_at = excluded.until_at, made_at = excluded.made_at, made_by = excluded.made_by, note = excluded.note

-- name: delete_silence
DELETE FROM alarm_silence WHERE rule = $1 AND node_id = $2 AND entity = $3

-- name: states
SELECT name, data FROM alarm_state

-- name: put_state
INSERT INTO alarm_state (name, stored_at, data) VALUES ($1, to_timestamp($2), $3)
ON CONFLICT (name) DO UPDATE SET stored_at = excluded.stored_at, data = excluded.data

-- name: detectors
SELECT node, series, last_at, data FROM metric_detector ORDER BY last_at DESC LIMIT $1

-- name: put_detector
INSERT INTO metric_detector (node, series, last_at, data) VALUES ($1, $2, $3, $4)
ON CONFLICT (node, series) DO UPDATE SET last_at = excluded.last_at, data = excluded.data

-- name: forget_detectors
DELETE FROM metric_detector WHERE last_at < $1

-- name: add_score
INSERT INTO metric_score (t, node, kind, entity, metric, score) VALUES ($1, $2, $3, $4, $5, $6)

-- name: scores
SELECT t, node, kind, entity, metric, score FROM metric_score
WHERE node = ANY($1) AND kind = ANY($2) AND metric = ANY($3) AND t >= $4 AND t < $5
LIMIT $6

-- name: forget_scores
DELETE FROM metric_score WHERE t < $1

-- name: forget_alarms
DELETE FROM alarm WHERE cleared_at < to_timestamp($1)

-- name: forget_silences
DELETE FROM alarm_silence WHERE until_at < to_timestamp($1)

-- name: page
SELECT *, rule_said::text AS rule_text FROM alarm
WHERE (fired_at, id) < ($1, $2)
    AND ($3 = '' OR rule = $3)
    AND ($4 = '' OR node_id = $4)
    AND ($5::double precision IS NULL OR cleared_at IS NULL OR cleared_at >= to_timestamp($5))
    AND ($6::double precision IS NULL OR fired_at < to_timestamp($6))
    AND ($7::text[] IS NULL OR node_id = ANY ($7))
ORDER BY fired_at DESC, id DESC
LIMIT $8

-- name: total
SELECT count(*) FROM alarm
WHERE ($1 = '' OR rule = $1)
    AND ($2 = '' OR node_id = $2)
    AND ($3::double precision IS NULL OR cleared_at IS NULL OR cleared_at >= to_timestamp($3))
    AND ($4::double precision IS NULL OR fired_at < to_timestamp($4))
    AND ($5::text[] IS NULL OR node_id = ANY ($5))

-- name: one
SELECT *, rule_said::text AS rule_text FROM alarm WHERE id = $1

-- name: events
SELECT at, what, value, why, made_by, note, until_at FROM alarm_event WHERE alarm_id = $1 ORDER BY number LIMIT 1000
