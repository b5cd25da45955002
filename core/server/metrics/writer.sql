-- name: mark_due
INSERT INTO metric_due AS held (step_seconds, node, t, marks)
SELECT $1::integer, node, t, 1 FROM unnest($2::text[], $3::bigint[]) AS touched (node, t)
ON CONFLICT (step_seconds, t, node) DO UPDATE SET marks = held.marks + 1
