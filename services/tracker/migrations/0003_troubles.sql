-- Sagas that broke the protocol: few, and asked for often.
CREATE INDEX saga_violating ON saga (started_at) WHERE violations <> '[]';
