-- name: slices
-- The segments of the series $4 that stand at the places $3 of the names $2 of nodes $1, of blocks of tier $5, in any
-- order.
SELECT
    wanted.series,
    block.t,
    substring(
        block.data FROM coalesce(block.ends[wanted.place - 1], 0) + 1
        FOR block.ends[wanted.place] - coalesce(block.ends[wanted.place - 1], 0)
    ) AS data
FROM unnest($1::text[], $2::integer[], $3::integer[], $4::bigint[]) AS wanted (node, names, place, series)
JOIN metric_block AS block
    ON block.step_seconds = $5 AND block.node = wanted.node AND block.names = wanted.names
        AND block.t > $6::bigint AND block.t < $7::bigint

-- name: blocks
SELECT wanted.which, block.t, block.ends, block.data
FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS wanted (node, names, which)
JOIN metric_block AS block
    ON block.step_seconds = $3 AND block.node = wanted.node AND block.names = wanted.names
        AND block.t > $4::bigint AND block.t < $5::bigint

-- name: values
-- What is sorted are the values, not the rows that they stand in.
WITH picked AS MATERIALIZED (
    SELECT wanted.series, raw.t, raw.position, substring(raw.data FROM 4 * wanted.place - 3 FOR 4) AS value
    FROM unnest($1::text[], $2::integer[], $3::integer[], $4::bigint[]) AS wanted (node, names, place, series)
    JOIN metric_raw AS raw
        ON raw.node = wanted.node AND raw.names = wanted.names AND raw.t >= $5::bigint AND raw.t < $6::bigint
)
SELECT
    series,
    array_agg(t ORDER BY t, position) AS t,
    string_agg(value, ''::bytea ORDER BY t, position) AS data
FROM picked
GROUP BY series
ORDER BY series

-- name: rows
SELECT wanted.which, raw.t, raw.data
FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS wanted (node, names, which)
JOIN metric_raw AS raw
    ON raw.node = wanted.node AND raw.names = wanted.names AND raw.t >= $3::bigint AND raw.t < $4::bigint
ORDER BY wanted.which, raw.t, raw.position

-- name: done_to
SELECT step_seconds, done_to FROM metric_rollup

-- name: names_of_blocks
SELECT DISTINCT node, names FROM metric_block
WHERE step_seconds = $1 AND node = ANY ($2::text[]) AND t > $3::bigint AND t < $4::bigint

-- name: names_of_rows
SELECT DISTINCT node, names FROM metric_raw WHERE node = ANY ($1::text[]) AND t >= $2::bigint AND t < $3::bigint

-- name: newest_names
-- Of each of the nodes $1 its newest block of any tier $2.
SELECT DISTINCT ON (wanted.node) wanted.node, newest.t, newest.names
FROM unnest($1::text[]) AS wanted (node)
CROSS JOIN unnest($2::integer[]) AS tier (step_seconds)
CROSS JOIN LATERAL (
    SELECT t, names FROM metric_block
    WHERE step_seconds = tier.step_seconds AND node = wanted.node
    ORDER BY t DESC
    LIMIT 1
) AS newest
ORDER BY wanted.node, newest.t DESC
