-- Telegram: buttons that work once, codes that bind chats and accounts, and who speaks for whom.

-- `hash` is of the id that Telegram brings back; `args` is JSON with its keys in order.
CREATE TABLE telegram_button (
    hash bytea PRIMARY KEY,
    chat text NOT NULL,
    thread text NOT NULL,
    action text NOT NULL,
    args text NOT NULL,
    issued_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by text NOT NULL DEFAULT ''
);
CREATE INDEX telegram_button_thread ON telegram_button (chat, thread);
CREATE INDEX telegram_button_issued_at ON telegram_button (issued_at);

-- What an account gave out to bind a chat to a channel, or a Telegram user to itself.
CREATE TABLE telegram_code (
    hash bytea PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('chat', 'account')),
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    channel text NOT NULL,
    language text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX telegram_code_expires_at ON telegram_code (expires_at);

CREATE TABLE telegram_link (
    user_id bigint PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    name text NOT NULL,
    linked_at timestamptz NOT NULL
);
CREATE INDEX telegram_link_account ON telegram_link (account_id);
