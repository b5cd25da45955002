-- The sum of the migrations, made by `python -m core.server.db.schema`: not to be edited.

CREATE FUNCTION public.add_counts(one bigint[], other bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT coalesce(array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY i), '{}')
    FROM unnest(one, other) WITH ORDINALITY AS pair (a, b, i)
$$;

CREATE FUNCTION public.audit_forget(older_than timestamp with time zone, now_at timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    forgotten bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM audit WHERE at < older_than) THEN
        RETURN 0;
    END IF;
    PERFORM set_config('dozor.audit_forgets', 'on', true);
    DELETE FROM audit WHERE at < older_than;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    PERFORM set_config('dozor.audit_forgets', 'off', true);
    INSERT INTO audit (at, by, kind, address, request_id, action, subject, after)
    VALUES (now_at, 'system', 'system', '', '', 'forget_audit', '',
        json_build_object('older_than', older_than, 'entries', forgotten));
    RETURN forgotten;
END $$;

CREATE FUNCTION public.audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('dozor.audit_forgets', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE AGGREGATE public.sum_counts(bigint[]) (
    SFUNC = public.add_counts,
    STYPE = bigint[],
    INITCOND = '{}'
);

CREATE TABLE public.account (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    login text NOT NULL,
    password_hash text,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    services text[],
    node_groups text[],
    must_change boolean DEFAULT false NOT NULL,
    signed_in_at timestamp with time zone,
    totp_secret bytea,
    totp_pending bytea,
    totp_step bigint DEFAULT 0 NOT NULL,
    issuer text,
    subject text,
    CONSTRAINT account_elsewhere CHECK (((issuer IS NULL) = (subject IS NULL))),
    CONSTRAINT account_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'analyst'::text, 'operator'::text, 'data_scientist'::text, 'admin'::text])))
);

CREATE TABLE public.alarm (
    id text NOT NULL,
    rule text NOT NULL,
    node_id text NOT NULL,
    entity text NOT NULL,
    rule_said json NOT NULL,
    severity text NOT NULL,
    since_at timestamp with time zone NOT NULL,
    fired_at timestamp with time zone NOT NULL,
    fired_value double precision NOT NULL,
    cleared_at timestamp with time zone,
    cleared_why text DEFAULT ''::text NOT NULL,
    acknowledged_at timestamp with time zone,
    acknowledged_by text DEFAULT ''::text NOT NULL,
    acknowledged_note text DEFAULT ''::text NOT NULL,
    acknowledged_until timestamp with time zone,
    CONSTRAINT alarm_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])))
);

CREATE TABLE public.alarm_event (
    alarm_id text NOT NULL,
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    what text NOT NULL,
    value double precision NOT NULL,
    why text NOT NULL,
    made_by text NOT NULL,
    note text NOT NULL,
    until_at timestamp with time zone
);

ALTER TABLE public.alarm_event ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.alarm_event_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.alarm_rule (
    name text NOT NULL,
    rule json NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE public.alarm_silence (
    rule text NOT NULL,
    node_id text NOT NULL,
    entity text NOT NULL,
    until_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    note text NOT NULL
);

CREATE TABLE public.alarm_state (
    name text NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    data bytea NOT NULL
);

CREATE TABLE public.api_token (
    id text NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    permissions text[] NOT NULL,
    services text[],
    node_groups text[],
    networks text[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    used_address text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.attention_note (
    key text NOT NULL,
    snoozed_until timestamp with time zone,
    severity text NOT NULL,
    assignee text NOT NULL,
    by_whom text NOT NULL,
    at timestamp with time zone NOT NULL
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
    after json,
    uid uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    account text DEFAULT ''::text NOT NULL,
    session text DEFAULT ''::text NOT NULL
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
    CONSTRAINT decision_origin_check CHECK ((origin = ANY (ARRAY['detector'::text, 'rule'::text, 'person'::text]))),
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

CREATE TABLE public.incident_note (
    id text NOT NULL,
    incident_id text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    written_by text NOT NULL,
    text text NOT NULL,
    CONSTRAINT incident_note_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 4000)))
);

CREATE TABLE public.invitation (
    id uuid NOT NULL,
    hash bytea NOT NULL,
    role text NOT NULL,
    services text[],
    node_groups text[],
    note text NOT NULL,
    made_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT invitation_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'analyst'::text, 'operator'::text, 'data_scientist'::text, 'admin'::text])))
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
    seen_at timestamp with time zone,
    CONSTRAINT label_label_check CHECK ((label = ANY (ARRAY['attack'::text, 'harmless'::text, 'unsure'::text])))
);

CREATE TABLE public.metric_block (
    step_seconds integer NOT NULL,
    node text NOT NULL,
    t bigint NOT NULL,
    names integer NOT NULL,
    ends integer[] NOT NULL,
    data bytea NOT NULL
)
PARTITION BY LIST (step_seconds);
ALTER TABLE ONLY public.metric_block ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE public.metric_detector (
    node text NOT NULL,
    series bytea NOT NULL,
    last_at bigint NOT NULL,
    data bytea NOT NULL
);
ALTER TABLE ONLY public.metric_detector ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE public.metric_due (
    step_seconds integer NOT NULL,
    node text NOT NULL,
    t bigint NOT NULL,
    marks bigint NOT NULL
);

CREATE TABLE public.metric_names (
    id integer NOT NULL,
    digest bytea NOT NULL,
    names bytea NOT NULL,
    seen_at bigint NOT NULL
);

ALTER TABLE public.metric_names ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.metric_names_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.metric_raw (
    t bigint NOT NULL,
    node text NOT NULL,
    "position" bigint NOT NULL,
    names integer NOT NULL,
    data bytea NOT NULL
)
PARTITION BY RANGE (t);
ALTER TABLE ONLY public.metric_raw ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE public.metric_rollup (
    step_seconds integer NOT NULL,
    done_to bigint NOT NULL
);

CREATE TABLE public.metric_score (
    t bigint NOT NULL,
    node text NOT NULL,
    kind text NOT NULL,
    entity text NOT NULL,
    metric text NOT NULL,
    score real NOT NULL
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
    last_seen json DEFAULT '{}'::json NOT NULL,
    groups text[] DEFAULT '{}'::text[] NOT NULL,
    key_until timestamp with time zone,
    key_networks text[] DEFAULT '{}'::text[] NOT NULL
);

CREATE TABLE public.node_inventory (
    node_id text NOT NULL,
    heard_at timestamp with time zone NOT NULL,
    inventory json NOT NULL
);

CREATE TABLE public.notification_channel (
    name text NOT NULL,
    spec json NOT NULL,
    sealed bytea NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE public.notification_chat (
    id text NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    topic text NOT NULL,
    language text NOT NULL,
    timezone text NOT NULL,
    title text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL
);

CREATE TABLE public.notification_event (
    number bigint NOT NULL,
    id text NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    severity text NOT NULL,
    thread text NOT NULL,
    state text NOT NULL,
    service text NOT NULL,
    node text NOT NULL,
    event json NOT NULL,
    CONSTRAINT notification_event_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
    CONSTRAINT notification_event_state_check CHECK ((state = ANY (ARRAY['opened'::text, 'changed'::text, 'closed'::text])))
);

ALTER TABLE public.notification_event ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.notification_event_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notification_heard (
    one boolean DEFAULT true NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT notification_heard_one_check CHECK (one)
);

CREATE TABLE public.notification_rule (
    name text NOT NULL,
    rule json NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE public.notification_silence (
    id text NOT NULL,
    silence json NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL
);

CREATE TABLE public.notification_template (
    name text NOT NULL,
    language text NOT NULL,
    source text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE TABLE public.notification_thread (
    id text NOT NULL,
    chat text NOT NULL,
    key text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    severity text NOT NULL,
    state text NOT NULL,
    status text NOT NULL,
    thread json NOT NULL,
    CONSTRAINT notification_thread_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
    CONSTRAINT notification_thread_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'delivered'::text, 'digested'::text, 'refused'::text, 'dropped'::text])))
);

CREATE TABLE public.proxy_attempt (
    id text CONSTRAINT proxy_issue_id_not_null NOT NULL,
    name text CONSTRAINT proxy_issue_name_not_null NOT NULL,
    node_id text CONSTRAINT proxy_issue_node_id_not_null NOT NULL,
    started_at timestamp with time zone CONSTRAINT proxy_issue_started_at_not_null NOT NULL,
    ended_at timestamp with time zone,
    outcome text DEFAULT ''::text CONSTRAINT proxy_issue_outcome_not_null NOT NULL,
    detail text DEFAULT ''::text CONSTRAINT proxy_issue_detail_not_null NOT NULL,
    kind text NOT NULL,
    started_by text NOT NULL,
    directory text NOT NULL,
    names text[] NOT NULL,
    certificate_id text DEFAULT ''::text NOT NULL,
    CONSTRAINT proxy_attempt_kind_check CHECK ((kind = ANY (ARRAY['issue'::text, 'renew'::text, 'bring'::text, 'revoke'::text])))
);

CREATE TABLE public.proxy_certificate (
    id text NOT NULL,
    name text NOT NULL,
    serial text NOT NULL,
    issuer text NOT NULL,
    names text[] NOT NULL,
    not_before timestamp with time zone NOT NULL,
    not_after timestamp with time zone NOT NULL,
    chain bytea NOT NULL,
    sealed_key bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    is_good boolean NOT NULL,
    source text NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT proxy_certificate_source_check CHECK ((source = ANY (ARRAY['acme'::text, 'uploaded'::text, 'self_signed'::text, 'placeholder'::text])))
);

CREATE TABLE public.proxy_deployment (
    id text NOT NULL,
    revision bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    started_by text NOT NULL,
    note text NOT NULL,
    phase text NOT NULL,
    ended_at timestamp with time zone,
    state json NOT NULL
);

CREATE TABLE public.proxy_document (
    kind text NOT NULL,
    name text NOT NULL,
    from_revision bigint NOT NULL,
    until_revision bigint,
    spec json NOT NULL,
    CONSTRAINT proxy_document_check CHECK ((until_revision > from_revision)),
    CONSTRAINT proxy_document_kind_check CHECK ((kind = ANY (ARRAY['node'::text, 'service'::text, 'domain'::text, 'pages'::text, 'certificate'::text])))
);

CREATE TABLE public.proxy_file (
    sha256 text NOT NULL,
    content bytea NOT NULL,
    is_sealed boolean NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE public.proxy_manifest (
    digest text NOT NULL,
    files json NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE public.proxy_node (
    node_id text NOT NULL,
    confirmed text DEFAULT ''::text NOT NULL,
    confirmed_revision bigint,
    confirmed_at timestamp with time zone,
    order_version bigint DEFAULT 0 NOT NULL,
    state json DEFAULT '{}'::json NOT NULL,
    state_at timestamp with time zone
);

CREATE TABLE public.proxy_reload (
    id text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    started_by text NOT NULL,
    ended_at timestamp with time zone,
    state json NOT NULL
);

CREATE TABLE public.proxy_revision (
    number bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    note text NOT NULL
);

CREATE TABLE public.proxy_secret (
    name text NOT NULL,
    kind text NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    CONSTRAINT proxy_secret_kind_check CHECK ((kind = ANY (ARRAY['password'::text, 'token'::text, 'credentials'::text])))
);

CREATE TABLE public.recovery_code (
    account_id uuid NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.refresh_token (
    hash bytea NOT NULL,
    session uuid CONSTRAINT refresh_token_family_not_null NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.rollup_due (
    step_seconds integer NOT NULL,
    t bigint NOT NULL
);

CREATE TABLE public.scaling_event (
    id bigint NOT NULL,
    service text NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    before integer NOT NULL,
    after integer NOT NULL,
    reason text NOT NULL,
    by_whom text NOT NULL
);

ALTER TABLE public.scaling_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.scaling_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scaling_order (
    service text NOT NULL,
    node_id text NOT NULL,
    replicas json NOT NULL
);

CREATE TABLE public.scaling_point (
    service text NOT NULL,
    at timestamp with time zone NOT NULL,
    desired integer NOT NULL,
    ordered integer NOT NULL,
    ready integer NOT NULL,
    starting integer NOT NULL,
    load real,
    forecast real,
    requests real,
    anomalous_share real,
    reason text NOT NULL
);

CREATE TABLE public.scaling_service (
    service text NOT NULL,
    memory bytea NOT NULL,
    start_seconds double precision,
    paused_in boolean NOT NULL,
    paused_out boolean NOT NULL
);

CREATE TABLE public.service (
    name text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.session (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    way text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    address text NOT NULL,
    user_agent text NOT NULL,
    device text NOT NULL,
    new_place boolean NOT NULL,
    ended_at timestamp with time zone,
    ended_why text,
    CONSTRAINT session_end CHECK (((ended_at IS NULL) = (ended_why IS NULL))),
    CONSTRAINT session_ended_why_check CHECK ((ended_why = ANY (ARRAY['signed_out'::text, 'revoked'::text, 'reused'::text, 'password_changed'::text, 'disabled'::text, 'too_many'::text]))),
    CONSTRAINT session_way_check CHECK ((way = ANY (ARRAY['password'::text, 'provider'::text])))
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

CREATE TABLE public.telegram_button (
    hash bytea NOT NULL,
    chat text NOT NULL,
    thread text NOT NULL,
    action text NOT NULL,
    args text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    used_by text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.telegram_code (
    hash bytea NOT NULL,
    purpose text NOT NULL,
    account_id uuid NOT NULL,
    channel text NOT NULL,
    language text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT telegram_code_purpose_check CHECK ((purpose = ANY (ARRAY['chat'::text, 'account'::text])))
);

CREATE TABLE public.telegram_link (
    user_id bigint NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    linked_at timestamp with time zone NOT NULL
);

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

ALTER TABLE ONLY public.alarm_event
    ADD CONSTRAINT alarm_event_pkey PRIMARY KEY (alarm_id, number);

ALTER TABLE ONLY public.alarm
    ADD CONSTRAINT alarm_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.alarm_rule
    ADD CONSTRAINT alarm_rule_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.alarm_silence
    ADD CONSTRAINT alarm_silence_pkey PRIMARY KEY (rule, node_id, entity);

ALTER TABLE ONLY public.alarm_state
    ADD CONSTRAINT alarm_state_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attention_note
    ADD CONSTRAINT attention_note_pkey PRIMARY KEY (key);

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

ALTER TABLE ONLY public.incident_note
    ADD CONSTRAINT incident_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.label
    ADD CONSTRAINT label_pkey PRIMARY KEY (incident, service, source);

ALTER TABLE ONLY public.metric_block
    ADD CONSTRAINT metric_block_pkey PRIMARY KEY (step_seconds, node, t);

ALTER TABLE ONLY public.metric_detector
    ADD CONSTRAINT metric_detector_pkey PRIMARY KEY (node, series);

ALTER TABLE ONLY public.metric_due
    ADD CONSTRAINT metric_due_pkey PRIMARY KEY (step_seconds, t, node);

ALTER TABLE ONLY public.metric_names
    ADD CONSTRAINT metric_names_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.metric_names
    ADD CONSTRAINT metric_names_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.metric_rollup
    ADD CONSTRAINT metric_rollup_pkey PRIMARY KEY (step_seconds);

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.node_inventory
    ADD CONSTRAINT node_inventory_pkey PRIMARY KEY (node_id);

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_channel
    ADD CONSTRAINT notification_channel_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.notification_chat
    ADD CONSTRAINT notification_chat_channel_address_topic_key UNIQUE (channel, address, topic);

ALTER TABLE ONLY public.notification_chat
    ADD CONSTRAINT notification_chat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_event
    ADD CONSTRAINT notification_event_id_key UNIQUE (id);

ALTER TABLE ONLY public.notification_event
    ADD CONSTRAINT notification_event_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.notification_heard
    ADD CONSTRAINT notification_heard_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.notification_rule
    ADD CONSTRAINT notification_rule_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.notification_silence
    ADD CONSTRAINT notification_silence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_template
    ADD CONSTRAINT notification_template_pkey PRIMARY KEY (name, language);

ALTER TABLE ONLY public.notification_thread
    ADD CONSTRAINT notification_thread_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.proxy_attempt
    ADD CONSTRAINT proxy_attempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.proxy_certificate
    ADD CONSTRAINT proxy_certificate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.proxy_deployment
    ADD CONSTRAINT proxy_deployment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.proxy_document
    ADD CONSTRAINT proxy_document_pkey PRIMARY KEY (kind, name, from_revision);

ALTER TABLE ONLY public.proxy_file
    ADD CONSTRAINT proxy_file_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.proxy_manifest
    ADD CONSTRAINT proxy_manifest_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.proxy_node
    ADD CONSTRAINT proxy_node_pkey PRIMARY KEY (node_id);

ALTER TABLE ONLY public.proxy_reload
    ADD CONSTRAINT proxy_reload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.proxy_revision
    ADD CONSTRAINT proxy_revision_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.proxy_secret
    ADD CONSTRAINT proxy_secret_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (account_id, hash);

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.rollup_due
    ADD CONSTRAINT rollup_due_pkey PRIMARY KEY (step_seconds, t);

ALTER TABLE ONLY public.scaling_event
    ADD CONSTRAINT scaling_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scaling_order
    ADD CONSTRAINT scaling_order_pkey PRIMARY KEY (service, node_id);

ALTER TABLE ONLY public.scaling_point
    ADD CONSTRAINT scaling_point_pkey PRIMARY KEY (service, at);

ALTER TABLE ONLY public.scaling_service
    ADD CONSTRAINT scaling_service_pkey PRIMARY KEY (service);

ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.source_traffic
    ADD CONSTRAINT source_traffic_pkey PRIMARY KEY (step_seconds, t, service, source);

ALTER TABLE ONLY public.telegram_button
    ADD CONSTRAINT telegram_button_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.telegram_code
    ADD CONSTRAINT telegram_code_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.telegram_link
    ADD CONSTRAINT telegram_link_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.traffic
    ADD CONSTRAINT traffic_pkey PRIMARY KEY (step_seconds, t, service);

CREATE UNIQUE INDEX account_login ON public.account USING btree (lower(login));

CREATE UNIQUE INDEX account_subject ON public.account USING btree (issuer, subject);

CREATE INDEX alarm_fired_at ON public.alarm USING btree (fired_at DESC, id DESC);

CREATE INDEX alarm_firing ON public.alarm USING btree (id) WHERE (cleared_at IS NULL);

CREATE INDEX api_token_account_id ON public.api_token USING btree (account_id);

CREATE INDEX audit_action ON public.audit USING btree (action, id);

CREATE INDEX audit_at ON public.audit USING btree (at);

CREATE INDEX audit_by ON public.audit USING btree (lower(by), id);

CREATE INDEX audit_subject ON public.audit USING btree (subject, id);

CREATE UNIQUE INDEX audit_uid ON public.audit USING btree (uid);

CREATE INDEX decision_decided_at ON public.decision USING btree (decided_at DESC, id DESC);

CREATE INDEX decision_incident ON public.decision USING btree (incident, decided_at DESC) WHERE (incident <> ''::text);

CREATE INDEX decision_of_people ON public.decision USING btree (decided_at) WHERE (origin = 'person'::text);

CREATE INDEX decision_until_at ON public.decision USING btree (until_at) WHERE (lifted_at IS NULL);

CREATE INDEX decision_value ON public.decision USING btree (value, decided_at DESC);

CREATE INDEX detector_part_made_at ON public.detector_part USING btree (made_at);

CREATE INDEX incident_note_of ON public.incident_note USING btree (incident_id, written_at);

CREATE INDEX incident_started_at ON public.incident USING btree (started_at DESC, id DESC);

CREATE INDEX label_said_at ON public.label USING btree (said_at DESC);

CREATE INDEX metric_raw_node ON ONLY public.metric_raw USING btree (node, t);

CREATE INDEX metric_score_series ON public.metric_score USING btree (node, kind, metric, t);

CREATE INDEX metric_score_t ON public.metric_score USING btree (t);

CREATE UNIQUE INDEX node_name ON public.node USING btree (lower(name));

CREATE INDEX notification_event_at ON public.notification_event USING btree (at);

CREATE INDEX notification_event_thread ON public.notification_event USING btree (thread, number DESC);

CREATE INDEX notification_thread_changed_at ON public.notification_thread USING btree (changed_at DESC, id DESC);

CREATE INDEX notification_thread_going_on ON public.notification_thread USING btree (id) WHERE ((status = 'waiting'::text) OR (state <> 'closed'::text));

CREATE INDEX proxy_attempt_name ON public.proxy_attempt USING btree (name, started_at DESC);

CREATE INDEX proxy_attempt_started_at ON public.proxy_attempt USING btree (started_at DESC);

CREATE INDEX proxy_certificate_name ON public.proxy_certificate USING btree (name, made_at DESC);

CREATE UNIQUE INDEX proxy_deployment_running ON public.proxy_deployment USING btree ((true)) WHERE (ended_at IS NULL);

CREATE INDEX proxy_deployment_started_at ON public.proxy_deployment USING btree (started_at DESC, id DESC);

CREATE UNIQUE INDEX proxy_document_now ON public.proxy_document USING btree (kind, name) WHERE (until_revision IS NULL);

CREATE UNIQUE INDEX proxy_reload_running ON public.proxy_reload USING btree ((true)) WHERE (ended_at IS NULL);

CREATE INDEX proxy_reload_started_at ON public.proxy_reload USING btree (started_at DESC, id DESC);

CREATE INDEX refresh_token_expires_at ON public.refresh_token USING btree (expires_at);

CREATE INDEX refresh_token_session ON public.refresh_token USING btree (session);

CREATE INDEX scaling_event_at ON public.scaling_event USING btree (at);

CREATE INDEX scaling_event_service ON public.scaling_event USING btree (service, at);

CREATE INDEX scaling_point_at ON public.scaling_point USING brin (at);

CREATE INDEX session_account ON public.session USING btree (account_id, used_at);

CREATE INDEX source_traffic_source ON ONLY public.source_traffic USING btree (source, t);

CREATE INDEX telegram_button_issued_at ON public.telegram_button USING btree (issued_at);

CREATE INDEX telegram_button_thread ON public.telegram_button USING btree (chat, thread);

CREATE INDEX telegram_code_expires_at ON public.telegram_code USING btree (expires_at);

CREATE INDEX telegram_link_account ON public.telegram_link USING btree (account_id);

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE ONLY public.alarm_event
    ADD CONSTRAINT alarm_event_alarm_id_fkey FOREIGN KEY (alarm_id) REFERENCES public.alarm(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.node_inventory
    ADD CONSTRAINT node_inventory_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.node(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.notification_chat
    ADD CONSTRAINT notification_chat_channel_fkey FOREIGN KEY (channel) REFERENCES public.notification_channel(name) ON DELETE CASCADE;

ALTER TABLE ONLY public.proxy_deployment
    ADD CONSTRAINT proxy_deployment_revision_fkey FOREIGN KEY (revision) REFERENCES public.proxy_revision(number);

ALTER TABLE ONLY public.proxy_document
    ADD CONSTRAINT proxy_document_from_revision_fkey FOREIGN KEY (from_revision) REFERENCES public.proxy_revision(number);

ALTER TABLE ONLY public.proxy_document
    ADD CONSTRAINT proxy_document_until_revision_fkey FOREIGN KEY (until_revision) REFERENCES public.proxy_revision(number);

ALTER TABLE ONLY public.proxy_node
    ADD CONSTRAINT proxy_node_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.node(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_session_fkey FOREIGN KEY (session) REFERENCES public.session(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.scaling_order
    ADD CONSTRAINT scaling_order_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.node(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.telegram_code
    ADD CONSTRAINT telegram_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.telegram_link
    ADD CONSTRAINT telegram_link_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
