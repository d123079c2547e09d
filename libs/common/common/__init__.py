"""The kernel: everything a service needs that names no business noun, and the contracts of all."""
