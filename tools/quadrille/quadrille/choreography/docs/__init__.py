"""What is derived from the choreography for people and other tools to read: a page, AsyncAPI, schemas, topics, ACLs."""
