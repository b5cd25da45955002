-- Rules about metrics and nodes, the alarms that came of them, and how surprising metrics were.

-- Rules of people; one under the name of a built-in rule holds instead of it.
CREATE TABLE alarm_rule (
    name text PRIMARY KEY,
    rule json NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
);

-- An alarm from firing to its end. `rule_said` is the rule as it was then.
CREATE TABLE alarm (
    id text PRIMARY KEY,
    rule text NOT NULL,
    node_id text NOT NULL,
    entity text NOT NULL,
    rule_said json NOT NULL,
    severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    since_at timestamptz NOT NULL,
    fired_at timestamptz NOT NULL,
    fired_value double precision NOT NULL,
    cleared_at timestamptz,
    cleared_why text NOT NULL DEFAULT '',
    acknowledged_at timestamptz,
    acknowledged_by text NOT NULL DEFAULT '',
    acknowledged_note text NOT NULL DEFAULT '',
    acknowledged_until timestamptz
);
CREATE INDEX alarm_fired_at ON alarm (fired_at DESC, id DESC);
CREATE INDEX alarm_firing ON alarm (id) WHERE cleared_at IS NULL;

-- What happened to it, and who did it.
CREATE TABLE alarm_event (
    alarm_id text NOT NULL REFERENCES alarm ON DELETE CASCADE,
    number bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    what text NOT NULL,
    value double precision NOT NULL,
    why text NOT NULL,
    made_by text NOT NULL,
    note text NOT NULL,
    until_at timestamptz,
    PRIMARY KEY (alarm_id, number)
);

-- Of what nobody wants to be told for a while.
CREATE TABLE alarm_silence (
    rule text NOT NULL,
    node_id text NOT NULL,
    entity text NOT NULL,
    until_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (rule, node_id, entity)
);

-- What stands and what is remembered, for the next start (core.server.alarms.engine).
CREATE TABLE alarm_state (
    name text PRIMARY KEY,
    stored_at timestamptz NOT NULL,
    data bytea NOT NULL
);

-- Surprises of metrics, where they stood out. `t` is the begin of ten seconds, in Unix seconds.
CREATE TABLE metric_score (
    t bigint NOT NULL,
    node text NOT NULL,
    kind text NOT NULL,
    entity text NOT NULL,
    metric text NOT NULL,
    score real NOT NULL
);
CREATE INDEX metric_score_series ON metric_score (node, kind, metric, t);
CREATE INDEX metric_score_t ON metric_score (t);

-- What the detectors of single metrics have learned, compressed.
CREATE TABLE metric_detector (
    node text NOT NULL,
    series bytea NOT NULL,
    last_at bigint NOT NULL,
    data bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (node, series)
);
