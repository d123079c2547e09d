"""Outages under load: whatever goes away for a while, no accepted order is lost, charged twice or left unsettled."""
