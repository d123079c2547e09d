-- Without a unique key: a second effect of an event shows as a second row.
CREATE TABLE handled (amount integer NOT NULL, node text NOT NULL);
