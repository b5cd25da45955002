-- Metrics of nodes: the newest as rows of one second, then blocks of 60 points by tier. The partitions are made and
-- dropped by core.server.metrics.partitions, from the ladder in core.server.series.tiers.

-- What stands in a row or a block, in which order (agent.contract.metrics.pack_names).
CREATE TABLE metric_names (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    names bytea NOT NULL,
    seen_at bigint NOT NULL -- Unix seconds of the data
);

-- One row per report: float32 of every series. Where two tell of one second, the one of the later position counts.
CREATE TABLE metric_raw (
    t bigint NOT NULL,
    node text NOT NULL,
    position bigint NOT NULL,
    names integer NOT NULL,
    data bytea STORAGE EXTERNAL NOT NULL
) PARTITION BY RANGE (t);
CREATE INDEX metric_raw_node ON metric_raw (node, t);

-- 60 points from t on, step_seconds apart: a segment per series (core.server.metrics.segments), one behind the other;
-- ends[i] is where the i-th ends, so that one series is read without the others.
CREATE TABLE metric_block (
    step_seconds integer NOT NULL,
    node text NOT NULL,
    t bigint NOT NULL,
    names integer NOT NULL,
    ends integer[] NOT NULL,
    data bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (step_seconds, node, t)
) PARTITION BY LIST (step_seconds);

-- Blocks to be made, or made again, once their time is over. `marks` grows with what came since.
CREATE TABLE metric_due (
    step_seconds integer NOT NULL,
    node text NOT NULL,
    t bigint NOT NULL,
    marks bigint NOT NULL,
    PRIMARY KEY (step_seconds, t, node)
);

-- Up to where each tier is made; beyond it the finer ones answer.
CREATE TABLE metric_rollup (
    step_seconds integer PRIMARY KEY,
    done_to bigint NOT NULL
);
