-- How far the own topic was written from this event store: what lies beyond, and is unknown here, was forgotten here.
CREATE TABLE published (
    partition   integer PRIMARY KEY,
    next_offset bigint NOT NULL
);
