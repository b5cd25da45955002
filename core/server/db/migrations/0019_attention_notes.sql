-- What people said of what is worth attention: that somebody sees to it, or that it may wait while it is no worse.
CREATE TABLE attention_note (
    key text PRIMARY KEY,
    snoozed_until timestamptz,
    severity text NOT NULL,
    assignee text NOT NULL,
    by_whom text NOT NULL,
    at timestamptz NOT NULL
);
