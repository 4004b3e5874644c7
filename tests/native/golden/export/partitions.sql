-- Partitions made in every way: of their parent, attached from tables of their own, and partitioned again.
CREATE TABLE readings (
    sensor_id bigint NOT NULL,
    taken_at timestamptz NOT NULL,
    celsius numeric(5, 2) NOT NULL DEFAULT 0,
    note text,
    CONSTRAINT readings_celsius_check CHECK (celsius > -273.15),
    PRIMARY KEY (sensor_id, taken_at)
) PARTITION BY RANGE (taken_at);

CREATE INDEX readings_taken_at_idx ON readings (taken_at DESC);

CREATE TABLE readings_2024 PARTITION OF readings FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE readings_2025 PARTITION OF readings (note DEFAULT 'new' NOT NULL)
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE readings_rest PARTITION OF readings DEFAULT;

-- Columns in another order, and a key of another name.
CREATE TABLE readings_old (
    taken_at timestamptz NOT NULL,
    sensor_id bigint NOT NULL,
    note text,
    celsius numeric(5, 2) DEFAULT 0 NOT NULL,
    CONSTRAINT readings_celsius_check CHECK (celsius > -273.15),
    CONSTRAINT old_key PRIMARY KEY (sensor_id, taken_at)
);
CREATE INDEX readings_old_by_time ON readings_old (taken_at DESC);
ALTER TABLE readings ATTACH PARTITION readings_old FOR VALUES FROM (MINVALUE) TO ('2024-01-01');

COMMENT ON TABLE readings_2024 IS 'The year 2024.';

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id integer NOT NULL,
    kind text NOT NULL,
    PRIMARY KEY (tenant_id, kind, id)
) PARTITION BY LIST (kind);
CREATE TABLE events_click PARTITION OF events FOR VALUES IN ('click', 'tap') PARTITION BY HASH (tenant_id);
CREATE TABLE events_click_0 PARTITION OF events_click FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE events_click_1 PARTITION OF events_click FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX ON events (tenant_id);

-- An index that stands on the parent only until its part on each partition is attached.
CREATE TABLE logs (at date NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE INDEX logs_line_idx ON ONLY logs (lower(line));
CREATE INDEX logs_1_lower_line ON logs_1 (lower(line));
ALTER INDEX logs_line_idx ATTACH PARTITION logs_1_lower_line;

CREATE TABLE alarms (
    id integer PRIMARY KEY,
    sensor_id bigint NOT NULL,
    taken_at timestamptz NOT NULL,
    FOREIGN KEY (sensor_id, taken_at) REFERENCES readings ON DELETE CASCADE
);
