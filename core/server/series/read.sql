-- name: traffic
-- Points of tier $1 for the services $4 in [$2, $3), every $5 seconds. Where only '*' has a row there was no traffic.
WITH own AS (
    SELECT
        t,
        sum(requests) AS requests,
        sum(requests_max) AS requests_max,
        sum(refused) AS refused,
        sum(status_2xx) AS status_2xx,
        sum(status_3xx) AS status_3xx,
        sum(status_4xx) AS status_4xx,
        sum(status_5xx) AS status_5xx,
        sum(request_seconds) AS request_seconds,
        sum_counts(latency_counts) FILTER (WHERE latency_counts <> '{}') AS latency_counts,
        max(score) AS score,
        CASE WHEN cardinality($4::text[]) = 1 THEN max(expected_low) END AS expected_low,
        CASE WHEN cardinality($4::text[]) = 1 THEN max(expected_high) END AS expected_high
    FROM traffic
    WHERE step_seconds = $1 AND service = ANY ($4) AND t >= $2 AND t < $3
    GROUP BY t
),
points AS (
    SELECT
        present.t,
        coalesce(own.requests, 0) AS requests,
        coalesce(own.requests_max, 0) AS requests_max,
        coalesce(own.refused, 0) AS refused,
        coalesce(own.status_2xx, 0) AS status_2xx,
        coalesce(own.status_3xx, 0) AS status_3xx,
        coalesce(own.status_4xx, 0) AS status_4xx,
        coalesce(own.status_5xx, 0) AS status_5xx,
        coalesce(own.request_seconds, 0) AS request_seconds,
        own.latency_counts,
        own.score,
        own.expected_low,
        own.expected_high
    FROM traffic AS present LEFT JOIN own ON own.t = present.t
    WHERE present.step_seconds = $1 AND present.service = '*' AND present.t >= $2 AND present.t < $3
)
SELECT
    t - t % $5::bigint AS t,
    sum(requests)::float8 AS requests,
    max(requests_max)::float8 AS requests_max,
    sum(refused)::float8 AS refused,
    sum(status_2xx)::float8 AS status_2xx,
    sum(status_3xx)::float8 AS status_3xx,
    sum(status_4xx)::float8 AS status_4xx,
    sum(status_5xx)::float8 AS status_5xx,
    sum(request_seconds)::float8 AS request_seconds,
    sum_counts(latency_counts) FILTER (WHERE latency_counts <> '{}') AS latency_counts,
    max(score) AS score,
    avg(expected_low) AS expected_low,
    avg(expected_high) AS expected_high
FROM points
GROUP BY 1
ORDER BY 1
