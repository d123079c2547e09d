-- Sagas that broke the protocol, or have events that nothing explains yet: few, and asked for often.
CREATE INDEX saga_violating ON saga (started_at) WHERE violations <> '[]' OR unexplained <> '[]';
