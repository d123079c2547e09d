"""The keys that tokens are signed with: looking at them, rotating them, retiring old ones, without a restart."""
