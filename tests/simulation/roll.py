"""All seeded bugs."""

from tests.simulation import kernel_mutants, service_mutants

MUTANTS = [*kernel_mutants.MUTANTS, *service_mutants.MUTANTS]
