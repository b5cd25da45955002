-- Groups of nodes, which scopes of people name. An empty key_hash is a key that was revoked: no key has that hash.

ALTER TABLE node ADD COLUMN groups text[] NOT NULL DEFAULT '{}';
