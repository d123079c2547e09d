-- What lists, live streams and statistics are read by.

-- The order of logging. A batch is logged under the lock WRITER of read_model.py, which is held until its commit, so this
-- is the order of commits: whoever has seen n misses nothing before it. A lost log that is rebuilt has other numbers; event ids stay.
ALTER TABLE event_log ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX event_log_in_order ON event_log (seq);
CREATE INDEX event_log_of_a_user ON event_log ((data->>'userId'), seq);
CREATE INDEX event_log_of_a_type ON event_log (type, seq);
CREATE INDEX event_log_by_time ON event_log (time);

-- `cancelled_at`: when the cancellation that stands was first said; `refunded`: what was returned under all attempts.
-- Sagas told before have them after `python -m tracker_service --rebuild`.
ALTER TABLE saga ADD COLUMN cancelled_at timestamptz, ADD COLUMN refunded numeric(18, 2) NOT NULL DEFAULT 0;
CREATE INDEX saga_in_flight ON saga (started_at, saga_id) WHERE ended_at IS NULL;
CREATE INDEX saga_by_start ON saga (started_at);
CREATE INDEX saga_by_end ON saga (ended_at);
CREATE INDEX saga_of_a_user ON saga (user_id, started_at);
