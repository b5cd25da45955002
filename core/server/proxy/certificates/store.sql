-- name: certificates
SELECT id, name, serial, issuer, names, not_before, not_after, chain, sealed_key, made_at, is_good, source, revoked_at
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY name ORDER BY is_good AND revoked_at IS NULL AND source <> 'placeholder' DESC, made_at DESC, id
    ) AS place
    FROM proxy_certificate
) AS each WHERE place <= 5 ORDER BY name, made_at, id

-- name: add_certificate
INSERT INTO proxy_certificate
    (id, name, serial, issuer, names, not_before, not_after, chain, sealed_key, made_at, is_good, source)
VALUES ($1, $2, $3, $4, $5, to_timestamp($6), to_timestamp($7), $8, $9, to_timestamp($10), $11, $12)
ON CONFLICT (id) DO NOTHING

-- name: change_certificate
UPDATE proxy_certificate SET is_good = $2, revoked_at = to_timestamp($3) WHERE id = $1

-- name: add_attempt
INSERT INTO proxy_attempt (id, name, kind, node_id, directory, names, started_at, started_by)
VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7), $8)

-- name: end_attempt
UPDATE proxy_attempt SET node_id = $2, ended_at = to_timestamp($3), outcome = $4, detail = $5, certificate_id = $6
WHERE id = $1

-- name: interrupt_attempts
UPDATE proxy_attempt SET ended_at = to_timestamp($1), outcome = 'interrupted', detail = 'the core was stopped meanwhile'
WHERE ended_at IS NULL

-- name: recent_attempts
SELECT * FROM proxy_attempt WHERE started_at > to_timestamp($1) ORDER BY started_at, id

-- name: attempts
SELECT * FROM proxy_attempt WHERE name = $1 AND started_at < to_timestamp($2) ORDER BY started_at DESC, id DESC LIMIT $3
