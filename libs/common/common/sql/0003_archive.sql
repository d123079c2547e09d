-- Events that were published long ago: out of the way of those that are written and relayed, and read like all others.
CREATE TABLE events_archive (LIKE events, PRIMARY KEY (stream, version));
CREATE VIEW all_events AS SELECT * FROM events UNION ALL SELECT * FROM events_archive;
