-- name: due
-- Blocks of tier $1 that begin before $2.
SELECT node, t, marks FROM metric_due WHERE step_seconds = $1 AND t < $2 ORDER BY t, node LIMIT $3

-- name: rows
-- The seconds of the blocks of nodes $1 that begin at $2 and last $3, of each in the order in which they came.
SELECT wanted.place, raw.t, raw.names, raw.data
FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS wanted (node, t, place)
JOIN metric_raw AS raw ON raw.node = wanted.node AND raw.t >= wanted.t AND raw.t < wanted.t + $3::bigint
ORDER BY wanted.place, raw.t, raw.position

-- name: blocks
SELECT block.node, block.t, block.names, block.ends, block.data
FROM unnest($2::text[], $3::bigint[]) AS wanted (node, t)
JOIN metric_block AS block ON block.step_seconds = $1 AND block.node = wanted.node AND block.t = wanted.t

-- name: parts
SELECT node, t, names, ends, data FROM metric_block
WHERE step_seconds = $1 AND node = $2 AND t >= $3 AND t < $4
ORDER BY t

-- name: put_block
INSERT INTO metric_block (step_seconds, node, t, names, ends, data) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (step_seconds, node, t) DO UPDATE SET names = excluded.names, ends = excluded.ends, data = excluded.data

-- name: mark_due
INSERT INTO metric_due AS held (step_seconds, node, t, marks)
SELECT $1::integer, node, t, 1 FROM unnest($2::text[], $3::bigint[]) AS touched (node, t)
ON CONFLICT (step_seconds, t, node) DO UPDATE SET marks = held.marks + 1

-- name: made
-- Blocks of tier $1 are made, but for those that were marked again meanwhile. Locked in the order of who marks.
WITH made AS (
    SELECT due.node, due.t
    FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS wanted (node, t, marks)
    JOIN metric_due AS due ON due.step_seconds = $1 AND due.node = wanted.node AND due.t = wanted.t
    WHERE due.marks = wanted.marks
    ORDER BY due.node, due.t
    FOR UPDATE OF due
)
DELETE FROM metric_due USING made
WHERE metric_due.step_seconds = $1 AND metric_due.node = made.node AND metric_due.t = made.t

-- name: done
INSERT INTO metric_rollup (step_seconds, done_to) VALUES ($1, $2)
ON CONFLICT (step_seconds) DO UPDATE SET done_to = excluded.done_to
