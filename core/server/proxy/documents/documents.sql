-- name: current
SELECT kind, name, spec::text FROM proxy_document WHERE until_revision IS NULL

-- name: at_revision
SELECT kind, name, spec::text FROM proxy_document
WHERE from_revision <= $1 AND (until_revision IS NULL OR until_revision > $1)

-- name: newest
SELECT coalesce(max(number), 0) FROM proxy_revision

-- name: add_revision
INSERT INTO proxy_revision (number, made_at, made_by, note) VALUES ($1, to_timestamp($2), $3, $4)

-- name: end_documents
UPDATE proxy_document SET until_revision = $1
WHERE until_revision IS NULL AND (kind, name) IN (SELECT * FROM unnest($2::text[], $3::text[]))

-- name: begin_documents
INSERT INTO proxy_document (kind, name, from_revision, spec)
SELECT kind, name, $1, spec FROM unnest($2::text[], $3::text[], $4::json[]) AS new (kind, name, spec)

-- name: history
WITH page AS (
    SELECT number, made_at, made_by, note FROM proxy_revision AS made WHERE number < $1 AND (
        $3::text IS NULL OR EXISTS (
            SELECT FROM proxy_document WHERE kind = $3 AND name = $4 AND made.number IN (from_revision, until_revision)
        )
    ) ORDER BY number DESC LIMIT $2
), touched AS (
    SELECT from_revision AS number, kind, name FROM proxy_document WHERE from_revision IN (SELECT number FROM page)
    UNION
    SELECT until_revision, kind, name FROM proxy_document WHERE until_revision IN (SELECT number FROM page)
)
SELECT number, made_at, made_by, note, count(touched.kind) AS changes
FROM page LEFT JOIN touched USING (number) GROUP BY number, made_at, made_by, note ORDER BY number DESC
