"""Renders docs/performance.md from the figures that commands have written down: nothing in it is typed by hand."""
