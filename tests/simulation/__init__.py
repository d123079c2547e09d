"""Seeded schedules of everything that may happen to messages, played on the services' own code; no server is needed.

Real: what services decide, react, project and tell (`decide`, `evolve`, subscriptions, jobs, ledger, worker, HTTP
provider, deadlines, `tell`), and of the kernel the decider with what it has at hand, consuming loop, inbox, event
store, bell, relay and the form of records. Each service has two replicas, which know nothing of each other. Modelled:
PostgreSQL (the statements that these send, one transaction at a time), Kafka (topics, partitions, offsets), the
provider's side of the wire, group commit, and death. What the models leave out is tested on the real ones elsewhere:
two transactions of one stream at once, rebalances, the archive, product locks, timing.
"""
