-- name: sizes
-- What each table takes, with its indexes and what is stored aside; partitions are told by their parents' names.
SELECT substring(relname FROM '^[a-z]+(?:_[a-z]+)*') AS name, sum(pg_total_relation_size(oid))::bigint AS bytes
FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
GROUP BY 1
