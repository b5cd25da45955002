-- name: page
SELECT id, kind, severity, service, started_at, detected_at, ended_at, sources, decisions, refused, peak_score,
    peak_rps, verdict, verdict_by, verdict_reason, verdict_at, timeline::text
FROM incident
WHERE (started_at, id) < ($1, $2)
    AND ($3 = '' OR service = $3)
    AND ($4::boolean IS NULL OR (ended_at IS NULL) = $4)
    AND ($5 = '' OR kind = $5)
    AND ($6 = '' OR verdict = $6)
    AND ($7::text[] IS NULL OR service = ANY ($7))
ORDER BY started_at DESC, id DESC
LIMIT $8

-- name: total
SELECT count(*) FROM incident
WHERE ($1 = '' OR service = $1)
    AND ($2::boolean IS NULL OR (ended_at IS NULL) = $2)
    AND ($3 = '' OR kind = $3)
    AND ($4 = '' OR verdict = $4)
    AND ($5::text[] IS NULL OR service = ANY ($5))

-- name: one
SELECT id, kind, severity, service, started_at, detected_at, ended_at, sources, decisions, refused, peak_score,
    peak_rps, verdict, verdict_by, verdict_reason, verdict_at, timeline::text
FROM incident WHERE id = $1

-- name: sources
-- Of each source the strongest decision, the newest of those.
SELECT id, type, scope, value, service, kind, decided_at, until_at, lifted_at, score FROM (
    SELECT DISTINCT ON (value) *, array_position('{ban,challenge,limit,observe}', type) AS weakness
    FROM decision WHERE incident = $1
    ORDER BY value, array_position('{ban,challenge,limit,observe}', type), decided_at DESC
) AS strongest
ORDER BY weakness, decided_at DESC, value
LIMIT $2

-- name: decisions
SELECT id, type, scope, value, service, kind, decided_at, until_at, lifted_at, origin, decided_by, simulated, score,
    reasons::text, jsonb_build_object('said', coalesce(evidence ->> 'said', ''), 'rule', evidence -> 'rule')::text AS evidence,
    incident,
    EXISTS (
        SELECT 1 FROM decision AS new
        WHERE new.decided_at = decision.lifted_at AND new.id <> decision.id
            AND (new.value = decision.value OR new.scope = 'range')
    ) AS replaced
FROM decision WHERE incident = $1
ORDER BY decided_at DESC, id DESC
LIMIT $2

-- name: count_sources
SELECT count(DISTINCT value) FROM decision WHERE incident = $1
