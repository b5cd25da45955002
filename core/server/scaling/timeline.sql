-- name: add_point
INSERT INTO scaling_point (
    service, at, desired, ordered, ready, starting, load, forecast, requests, anomalous_share, reason
)
VALUES ($1, to_timestamp($2), $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (service, at) DO UPDATE SET
    desired = excluded.desired, ordered = excluded.ordered, ready = excluded.ready, starting = excluded.starting,
    load = excluded.load, forecast = excluded.forecast, requests = excluded.requests,
    anomalous_share = excluded.anomalous_share, reason = excluded.reason

-- name: add_event
INSERT INTO scaling_event (service, at, kind, before, after, reason, by_whom)
VALUES ($1, to_timestamp($2), $3, $4, $5, $6, $7)

-- name: points
-- Of service $1 in [$2, $3), Unix seconds, every $4 seconds.
SELECT
    (floor(extract(epoch FROM at) / $4::integer) * $4::integer)::bigint AS t,
    (array_agg(desired ORDER BY at DESC))[1] AS desired,
    (array_agg(ordered ORDER BY at DESC))[1] AS ordered,
    (array_agg(ready ORDER BY at DESC))[1] AS ready,
    (array_agg(starting ORDER BY at DESC))[1] AS starting,
    avg(load)::float8 AS load,
    max(forecast)::float8 AS forecast,
    avg(requests)::float8 AS requests,
    avg(anomalous_share)::float8 AS anomalous_share,
    (array_agg(reason ORDER BY at DESC))[1] AS reason
FROM scaling_point
WHERE service = $1 AND at >= to_timestamp($2::bigint) AND at < to_timestamp($3::bigint)
GROUP BY 1
ORDER BY 1

-- name: events
SELECT extract(epoch FROM at)::float8 AS at, kind, before, after, reason, by_whom
FROM scaling_event
WHERE service = $1 AND at >= to_timestamp($2::bigint) AND at < to_timestamp($3::bigint)
ORDER BY at DESC, id DESC
LIMIT 1000

-- name: forget_points
DELETE FROM scaling_point WHERE at < to_timestamp($1)

-- name: forget_events
DELETE FROM scaling_event WHERE at < to_timestamp($1)
