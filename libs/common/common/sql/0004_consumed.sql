-- How far the service has consumed each partition, as Kafka knows it too: a database that was set back shows by it.
CREATE TABLE consumed (
    topic       text NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
