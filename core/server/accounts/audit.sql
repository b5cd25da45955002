-- name: add
INSERT INTO audit (uid, at, by, kind, account, session, address, request_id, action, subject, before, after)
VALUES ($1, to_timestamp($2), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (uid) DO NOTHING

-- name: forget
SELECT audit_forget(to_timestamp($1), to_timestamp($2))

-- name: page
SELECT id, at, by, kind, account, session, address, request_id, action, subject, before::text, after::text
FROM audit
WHERE ($1::bigint IS NULL OR id < $1)
    AND ($2 = '' OR lower(by) = lower($2))
    AND ($3 = '' OR action = $3)
    AND ($4 = '' OR subject = $4)
    AND ($5 = '' OR concat_ws(' ', by, address, request_id, action, subject, before::text, after::text) ILIKE $5)
    AND ($6::float8 IS NULL OR at >= to_timestamp($6))
    AND ($7::float8 IS NULL OR at < to_timestamp($7))
    AND ($8 = '' OR address = $8)
    AND lower(by) <> ALL($9::text[])
    AND action <> ALL($10::text[])
    AND subject <> ALL($11::text[])
    AND address <> ALL($12::text[])
ORDER BY id DESC
LIMIT $13
