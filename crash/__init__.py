"""The crash matrix: every failpoint on every path of the saga, with real processes that are killed there."""
