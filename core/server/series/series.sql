-- name: add_traffic
-- $1..$15 are the columns of the new rows, one row per (t, service); $16 and $17 the tiers' steps and horizons,
-- the finest first. Its new totals give the coarser tiers' `requests_max`.
WITH delta AS (
    SELECT
        t, service, requests, refused, bytes, status_2xx, status_3xx, status_4xx, status_5xx,
        request_seconds, request_seconds_max, latency_counts::bigint[] AS latency_counts,
        score, expected_low, expected_high
    FROM unnest(
        $1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
        $9::bigint[], $10::float8[], $11::real[], $12::text[], $13::real[], $14::real[], $15::real[]
    ) AS new (
        t, service, requests, refused, bytes, status_2xx, status_3xx, status_4xx, status_5xx,
        request_seconds, request_seconds_max, latency_counts, score, expected_low, expected_high
    )
), fine AS (
    INSERT INTO traffic AS held
    SELECT
        ($16::integer[])[1], t, service, requests, requests, refused, bytes, status_2xx, status_3xx, status_4xx,
        status_5xx, request_seconds, request_seconds_max, latency_counts, score, expected_low, expected_high
    FROM delta
    WHERE t >= ($17::bigint[])[1]
    ON CONFLICT (step_seconds, t, service) DO UPDATE SET
        requests = held.requests + excluded.requests,
        requests_max = held.requests + excluded.requests,
        refused = held.refused + excluded.refused,
        bytes = held.bytes + excluded.bytes,
        status_2xx = held.status_2xx + excluded.status_2xx,
        status_3xx = held.status_3xx + excluded.status_3xx,
        status_4xx = held.status_4xx + excluded.status_4xx,
        status_5xx = held.status_5xx + excluded.status_5xx,
        request_seconds = held.request_seconds + excluded.request_seconds,
        request_seconds_max = greatest(held.request_seconds_max, excluded.request_seconds_max),
        latency_counts = add_counts(held.latency_counts, excluded.latency_counts),
        score = greatest(held.score, excluded.score),
        expected_low = coalesce(excluded.expected_low, held.expected_low),
        expected_high = coalesce(excluded.expected_high, held.expected_high)
    RETURNING t, service, requests
)
INSERT INTO traffic AS held
SELECT
    tier.step_seconds,
    delta.t - delta.t % tier.step_seconds,
    delta.service,
    sum(delta.requests),
    max(coalesce(fine.requests, delta.requests)),
    sum(delta.refused),
    sum(delta.bytes),
    sum(delta.status_2xx),
    sum(delta.status_3xx),
    sum(delta.status_4xx),
    sum(delta.status_5xx),
    sum(delta.request_seconds),
    max(delta.request_seconds_max),
    sum_counts(delta.latency_counts),
    max(delta.score),
    (array_agg(delta.expected_low ORDER BY delta.t DESC) FILTER (WHERE delta.expected_low IS NOT NULL))[1],
    (array_agg(delta.expected_high ORDER BY delta.t DESC) FILTER (WHERE delta.expected_high IS NOT NULL))[1]
FROM delta
LEFT JOIN fine USING (t, service)
JOIN unnest($16::integer[], $17::bigint[]) WITH ORDINALITY AS tier (step_seconds, horizon, place)
    ON tier.place > 1 AND delta.t >= tier.horizon
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
ON CONFLICT (step_seconds, t, service) DO UPDATE SET
    requests = held.requests + excluded.requests,
    requests_max = greatest(held.requests_max, excluded.requests_max),
    refused = held.refused + excluded.refused,
    bytes = held.bytes + excluded.bytes,
    status_2xx = held.status_2xx + excluded.status_2xx,
    status_3xx = held.status_3xx + excluded.status_3xx,
    status_4xx = held.status_4xx + excluded.status_4xx,
    status_5xx = held.status_5xx + excluded.status_5xx,
    request_seconds = held.request_seconds + excluded.request_seconds,
    request_seconds_max = greatest(held.request_seconds_max, excluded.request_seconds_max),
    latency_counts = add_counts(held.latency_counts, excluded.latency_counts),
    score = greatest(held.score, excluded.score),
    expected_low = coalesce(excluded.expected_low, held.expected_low),
    expected_high = coalesce(excluded.expected_high, held.expected_high)

-- name: add_sources
-- $1..$8 are the columns of the new rows, $9 the finest tier's step, $10 its horizon.
INSERT INTO source_traffic AS held
SELECT
    $9::integer, t - t % $9::integer, service, source,
    sum(requests), sum(refused), sum(bytes), sum(errors), max(score)
FROM unnest(
    $1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::real[]
) AS new (t, service, source, requests, refused, bytes, errors, score)
WHERE t >= $10::bigint
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
ON CONFLICT (step_seconds, t, service, source) DO UPDATE SET
    requests = held.requests + excluded.requests,
    refused = held.refused + excluded.refused,
    bytes = held.bytes + excluded.bytes,
    errors = held.errors + excluded.errors,
    score = greatest(held.score, excluded.score)

-- name: mark_due
INSERT INTO rollup_due (step_seconds, t)
SELECT DISTINCT $1::integer, t - t % $1::integer FROM unnest($2::bigint[]) AS touched (t)
ON CONFLICT DO NOTHING

-- name: take_due
-- Spans of a tier that are over at $2.
DELETE FROM rollup_due WHERE step_seconds = $1 AND t + $1 <= $2 RETURNING t

-- name: clear_sources
DELETE FROM source_traffic WHERE step_seconds = $1 AND t = ANY ($2::bigint[])

-- name: roll_up_sources
-- Make tier $1 from tier $2 anew for the spans $3, keeping the top $4 of each service.
INSERT INTO source_traffic
SELECT $1::integer, span, service, source, requests, refused, bytes, errors, score
FROM (
    SELECT
        t - t % $1::integer AS span, service, source,
        sum(requests) AS requests, sum(refused) AS refused, sum(bytes) AS bytes, sum(errors) AS errors,
        max(score) AS score,
        row_number() OVER (
            PARTITION BY t - t % $1::integer, service
            ORDER BY max(score) DESC NULLS LAST, sum(requests + refused) DESC, source
        ) AS place
    FROM source_traffic
    JOIN unnest($3::bigint[]) AS due (start) ON t >= start AND t < start + $1::integer
    WHERE step_seconds = $2
    GROUP BY 1, 2, 3
) AS ranked
WHERE place <= $4
