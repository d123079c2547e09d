"""The same sagas with nothing but drivers: how fast this machine could be, to compare Quadrille with.

Three processes that leave the rows that Quadrille leaves, in tables of the same schemas, and write the same records:
order, payment and tracker. What is durable there is durable here: rows are committed before anybody is answered or
acknowledged, no event that was stored stays unpublished, and none has effects twice. What is left out is all else:
gateway, tokens, locks, validation, state machines, retries, standbys, logs and metrics.
"""
