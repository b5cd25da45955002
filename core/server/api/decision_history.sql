-- name: page
SELECT id, type, scope, value, service, kind, decided_at, until_at, lifted_at, origin, decided_by, simulated, score,
    reasons::text, jsonb_build_object('said', coalesce(evidence ->> 'said', ''), 'rule', evidence -> 'rule')::text AS evidence,
    incident,
    EXISTS (
        SELECT 1 FROM decision AS new
        WHERE new.decided_at = decision.lifted_at AND new.id <> decision.id
            AND (new.value = decision.value OR new.scope = 'range')
    ) AS replaced
FROM decision
WHERE (decided_at, id) < ($1, $2)
    AND ($3::boolean IS NULL OR (lifted_at IS NULL AND until_at > $4) = $3)
    AND ($5 = '' OR concat_ws(' ', value, service, kind, decided_by, id) ILIKE $5)
    AND type = ANY ($6)
    AND ($7::text[] IS NULL OR service = ANY ($7))
ORDER BY decided_at DESC, id DESC
LIMIT $8

-- name: total
SELECT count(*) FROM decision
WHERE ($1::boolean IS NULL OR (lifted_at IS NULL AND until_at > $2) = $1)
    AND ($3 = '' OR concat_ws(' ', value, service, kind, decided_by, id) ILIKE $3)
    AND type = ANY ($4)
    AND ($5::text[] IS NULL OR service = ANY ($5))

-- name: one
SELECT id, type, scope, value, service, kind, decided_at, until_at, lifted_at, origin, decided_by, simulated, score,
    reasons::text, evidence::text, incident,
    EXISTS (
        SELECT 1 FROM decision AS new
        WHERE new.decided_at = decision.lifted_at AND new.id <> decision.id
            AND (new.value = decision.value OR new.scope = 'range')
    ) AS replaced
FROM decision WHERE id = $1

-- name: stored_among
SELECT id FROM decision WHERE id = ANY ($1)

-- name: lifted_at_instants
-- Decisions that ended at one of the instants (Unix seconds), as an allowlist entry ends those it covers.
SELECT id, value, extract(epoch FROM lifted_at)::float8 AS lifted_at FROM decision
WHERE lifted_at IN (SELECT to_timestamp(instant) FROM unnest($1::float8[]) AS instant)
