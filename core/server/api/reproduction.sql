-- name: parts
SELECT digest, data FROM detector_part WHERE digest = ANY ($1)
