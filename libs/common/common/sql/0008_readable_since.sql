-- The oldest schema version whose readers may read an event. Kept with it: a relay of an earlier release, which may
-- publish it in a rolling upgrade, cannot know.
ALTER TABLE events ADD COLUMN readable_since smallint NOT NULL DEFAULT 1;
ALTER TABLE events_archive ADD COLUMN readable_since smallint NOT NULL DEFAULT 1;
CREATE OR REPLACE VIEW all_events AS SELECT * FROM events UNION ALL SELECT * FROM events_archive;
