-- Reloads of NGINX on one node after the other. `state` is what is needed to go on after a restart.
CREATE TABLE proxy_reload (
    id text PRIMARY KEY,
    started_at timestamptz NOT NULL,
    started_by text NOT NULL,
    ended_at timestamptz,
    state json NOT NULL
);
CREATE INDEX proxy_reload_started_at ON proxy_reload (started_at DESC, id DESC);
CREATE UNIQUE INDEX proxy_reload_running ON proxy_reload ((true)) WHERE ended_at IS NULL;
