"""Takes orders, and settles each one as confirmed or cancelled."""
