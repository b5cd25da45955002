-- name: all_services
SELECT name, first_seen_at FROM service

-- name: add_services
INSERT INTO service (name, first_seen_at)
SELECT name, to_timestamp(first_seen_at) FROM unnest($1::text[], $2::float8[]) AS new (name, first_seen_at)
ON CONFLICT (name) DO UPDATE SET first_seen_at = least(service.first_seen_at, excluded.first_seen_at)
