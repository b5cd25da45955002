-- name: refused
-- How many requests of each source were refused since an instant, by one tier; $5 its step; at the services $6 (null: all).
SELECT asked.id, coalesce(sum(kept.refused), 0)::bigint AS refused, max(kept.t) FILTER (WHERE kept.refused > 0) AS last_t
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS asked (id, source, service, since)
LEFT JOIN source_traffic AS kept
    ON kept.source = asked.source AND kept.t >= asked.since AND kept.step_seconds = $5
    AND (asked.service = '' OR kept.service = asked.service)
    AND ($6::text[] IS NULL OR kept.service = ANY ($6))
GROUP BY asked.id
