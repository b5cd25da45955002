-- name: deeds
-- What people did lately, without what is of themselves or changes nothing.
-- Its record has the name that people gave to what is kept under an id.
SELECT
    extract(epoch FROM at)::float8 AS at,
    by,
    action,
    subject,
    left(coalesce(said ->> 'name', said ->> 'value', said ->> 'source', said ->> 'network', ''), 200) AS name
FROM
    audit,
    LATERAL (SELECT CASE json_typeof(coalesce(after, before)) WHEN 'object' THEN coalesce(after, before) END) AS t (said)
WHERE NOT action = ANY ($1::text[])
ORDER BY id DESC
LIMIT $2

-- name: scaling
-- What the rule of scaling did by itself lately.
SELECT extract(epoch FROM at)::float8 AS at, service, kind, before, after
FROM scaling_event
WHERE by_whom = '' AND kind IN ('more', 'less')
ORDER BY at DESC, id DESC
LIMIT $1
