-- The sum of the migrations, made by `python -m core.server.db.schema`: not to be edited.

CREATE FUNCTION public.add_counts(one bigint[], other bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT coalesce(array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY i), '{}')
    FROM unnest(one, other) WITH ORDINALITY AS pair (a, b, i)
$$;

CREATE AGGREGATE public.sum_counts(bigint[]) (
    SFUNC = public.add_counts,
    STYPE = bigint[],
    INITCOND = '{}'
);

CREATE TABLE public.account (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    login text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT account_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'analyst'::text, 'operator'::text, 'data_scientist'::text, 'admin'::text])))
);

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    address text NOT NULL,
    request_id text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    before json,
    after json
);

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.decision (
    id text NOT NULL,
    type text NOT NULL,
    scope text NOT NULL,
    value text NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    origin text NOT NULL,
    decided_by text NOT NULL,
    simulated boolean NOT NULL,
    score real NOT NULL,
    reasons jsonb NOT NULL,
    evidence jsonb NOT NULL,
    incident text NOT NULL,
    CONSTRAINT decision_origin_check CHECK ((origin = ANY (ARRAY['detector'::text, 'person'::text]))),
    CONSTRAINT decision_type_check CHECK ((type = ANY (ARRAY['observe'::text, 'limit'::text, 'challenge'::text, 'ban'::text])))
);

CREATE TABLE public.detector_part (
    digest text NOT NULL,
    name text NOT NULL,
    data bytea NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE public.detector_version (
    id text NOT NULL,
    name text NOT NULL,
    data bytea NOT NULL,
    metrics jsonb NOT NULL,
    notes text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL
);
ALTER TABLE ONLY public.detector_version ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE public.feature_rows (
    at timestamp with time zone NOT NULL,
    "position" bigint NOT NULL,
    data bytea NOT NULL
);
ALTER TABLE ONLY public.feature_rows ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE public.fence (
    job text NOT NULL,
    log_id text NOT NULL,
    epoch bigint NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE public.incident (
    id text CONSTRAINT anomaly_event_id_not_null NOT NULL,
    kind text CONSTRAINT anomaly_event_kind_not_null NOT NULL,
    severity text CONSTRAINT anomaly_event_severity_not_null NOT NULL,
    service text CONSTRAINT anomaly_event_service_not_null NOT NULL,
    started_at timestamp with time zone CONSTRAINT anomaly_event_started_at_not_null NOT NULL,
    ended_at timestamp with time zone,
    sources integer CONSTRAINT anomaly_event_sources_not_null NOT NULL,
    peak_score real CONSTRAINT anomaly_event_peak_score_not_null NOT NULL,
    verdict text CONSTRAINT anomaly_event_verdict_not_null NOT NULL,
    detected_at timestamp with time zone NOT NULL,
    peak_rps real NOT NULL,
    refused bigint NOT NULL,
    decisions integer NOT NULL,
    verdict_by text NOT NULL,
    verdict_reason text NOT NULL,
    verdict_at timestamp with time zone,
    timeline jsonb NOT NULL,
    CONSTRAINT incident_verdict_check CHECK ((verdict = ANY (ARRAY['open'::text, 'attack'::text, 'harmless'::text, 'expected'::text])))
);

CREATE TABLE public.label (
    incident text NOT NULL,
    source text NOT NULL,
    service text NOT NULL,
    label text NOT NULL,
    features jsonb NOT NULL,
    said_at timestamp with time zone NOT NULL,
    said_by text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT label_label_check CHECK ((label = ANY (ARRAY['attack'::text, 'harmless'::text])))
);

CREATE TABLE public.migration (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.node (
    id text NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    previous_key_hash bytea,
    previous_key_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    last_report_at timestamp with time zone,
    last_seen json DEFAULT '{}'::json NOT NULL
);

CREATE TABLE public.refresh_token (
    hash bytea NOT NULL,
    family uuid NOT NULL,
    account_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.rollup_due (
    step_seconds integer NOT NULL,
    t bigint NOT NULL
);

CREATE TABLE public.service (
    name text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.source_traffic (
    step_seconds integer NOT NULL,
    t bigint NOT NULL,
    service text NOT NULL,
    source text NOT NULL,
    requests bigint NOT NULL,
    refused bigint NOT NULL,
    bytes bigint NOT NULL,
    errors bigint NOT NULL,
    score real
)
PARTITION BY LIST (step_seconds);

CREATE TABLE public.traffic (
    step_seconds integer NOT NULL,
    t bigint NOT NULL,
    service text NOT NULL,
    requests bigint NOT NULL,
    requests_max bigint NOT NULL,
    refused bigint NOT NULL,
    bytes bigint NOT NULL,
    status_2xx bigint NOT NULL,
    status_3xx bigint NOT NULL,
    status_4xx bigint NOT NULL,
    status_5xx bigint NOT NULL,
    request_seconds double precision NOT NULL,
    request_seconds_max real NOT NULL,
    latency_counts bigint[] NOT NULL,
    score real,
    expected_low real,
    expected_high real
)
PARTITION BY LIST (step_seconds);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.detector_part
    ADD CONSTRAINT detector_part_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.detector_version
    ADD CONSTRAINT detector_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.feature_rows
    ADD CONSTRAINT feature_rows_pkey PRIMARY KEY (at, "position");

ALTER TABLE ONLY public.fence
    ADD CONSTRAINT fence_pkey PRIMARY KEY (job);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.label
    ADD CONSTRAINT label_pkey PRIMARY KEY (incident, source);

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.rollup_due
    ADD CONSTRAINT rollup_due_pkey PRIMARY KEY (step_seconds, t);

ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.source_traffic
    ADD CONSTRAINT source_traffic_pkey PRIMARY KEY (step_seconds, t, service, source);

ALTER TABLE ONLY public.traffic
    ADD CONSTRAINT traffic_pkey PRIMARY KEY (step_seconds, t, service);

CREATE UNIQUE INDEX account_login ON public.account USING btree (lower(login));

CREATE INDEX audit_at ON public.audit USING btree (at);

CREATE INDEX decision_decided_at ON public.decision USING btree (decided_at DESC, id DESC);

CREATE INDEX decision_incident ON public.decision USING btree (incident, decided_at DESC) WHERE (incident <> ''::text);

CREATE INDEX decision_until_at ON public.decision USING btree (until_at) WHERE (lifted_at IS NULL);

CREATE INDEX decision_value ON public.decision USING btree (value, decided_at DESC);

CREATE INDEX detector_part_made_at ON public.detector_part USING btree (made_at);

CREATE INDEX incident_started_at ON public.incident USING btree (started_at DESC, id DESC);

CREATE INDEX label_said_at ON public.label USING btree (said_at DESC);

CREATE UNIQUE INDEX node_name ON public.node USING btree (lower(name));

CREATE INDEX refresh_token_expires_at ON public.refresh_token USING btree (expires_at);

CREATE INDEX refresh_token_family ON public.refresh_token USING btree (family);

CREATE INDEX source_traffic_source ON ONLY public.source_traffic USING btree (source, t);

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
