-- How long a node's key opens (NULL: until it is changed), and from where (nothing: from everywhere).

ALTER TABLE node ADD COLUMN key_until timestamptz, ADD COLUMN key_networks text[] NOT NULL DEFAULT '{}';
