-- When the leading relay was last known to be alive, by the server's clock.
ALTER TABLE relay_cursor ADD COLUMN beat_at timestamptz NOT NULL DEFAULT now();
