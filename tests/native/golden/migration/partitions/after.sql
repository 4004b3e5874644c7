CREATE TABLE events (at date NOT NULL, kind text, source text) PARTITION BY RANGE (at);
CREATE TABLE events_2024 (at date NOT NULL, kind text, source text);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_kind_idx ON events (kind);
