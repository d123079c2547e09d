-- How far the service has consumed each partition, as Kafka knows it too: a database that was set back shows by it.
CREATE TABLE consumed (
    topic       text NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
-- Who has consumed before there were positions takes Kafka's word for them, once: this row says so.
INSERT INTO consumed SELECT '', 0, 0 FROM inbox LIMIT 1;
