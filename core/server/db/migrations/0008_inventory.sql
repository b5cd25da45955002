-- What there is on a node, as it said last.
CREATE TABLE node_inventory (
    node_id text PRIMARY KEY REFERENCES node ON DELETE CASCADE,
    heard_at timestamptz NOT NULL,
    inventory json NOT NULL
);
