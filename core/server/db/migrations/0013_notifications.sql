-- Who hears about what: channels, chats, rules, silences, templates; events, and what chats were told of them.

-- `sealed` are the spec's secrets.
CREATE TABLE notification_channel (
    name text PRIMARY KEY,
    spec json NOT NULL,
    sealed bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE notification_chat (
    id text PRIMARY KEY,
    channel text NOT NULL REFERENCES notification_channel ON DELETE CASCADE,
    address text NOT NULL,
    topic text NOT NULL,
    language text NOT NULL,
    timezone text NOT NULL,
    title text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    UNIQUE (channel, address, topic)
);

CREATE TABLE notification_rule (
    name text PRIMARY KEY,
    rule json NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE notification_silence (
    id text PRIMARY KEY,
    silence json NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL
);

CREATE TABLE notification_template (
    name text NOT NULL,
    language text NOT NULL,
    source text NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    PRIMARY KEY (name, language)
);

-- What happened, whether or not anybody is told. `id` is the event's idempotency key.
CREATE TABLE notification_event (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    thread text NOT NULL,
    state text NOT NULL CHECK (state IN ('opened', 'changed', 'closed')),
    service text NOT NULL,
    node text NOT NULL,
    event json NOT NULL
);
CREATE INDEX notification_event_at ON notification_event (at);
CREATE INDEX notification_event_thread ON notification_event (thread, number DESC);

-- One message of one chat, and how far it is delivered (core.server.notifications.thread). The outbox: what waits to be
-- handed over has the status `waiting`.
CREATE TABLE notification_thread (
    id text PRIMARY KEY,
    chat text NOT NULL,
    key text NOT NULL,
    opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    state text NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'delivered', 'digested', 'refused', 'dropped')),
    thread json NOT NULL
);
CREATE INDEX notification_thread_changed_at ON notification_thread (changed_at DESC, id DESC);
CREATE INDEX notification_thread_going_on ON notification_thread (id) WHERE status = 'waiting' OR state <> 'closed';

-- Up to when the sources of events were heard: they are asked anew for what came later.
CREATE TABLE notification_heard (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    at timestamptz NOT NULL
);
