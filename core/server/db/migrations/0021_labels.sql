-- Labels of single sources beside those that follow from verdicts: their incident is '', and `seen_at` is when the
-- source did what was judged.

ALTER TABLE label
    DROP CONSTRAINT label_pkey,
    DROP CONSTRAINT label_label_check,
    ADD COLUMN seen_at timestamptz,
    ADD PRIMARY KEY (incident, service, source),
    ADD CONSTRAINT label_label_check CHECK (label IN ('attack', 'harmless', 'unsure'));
