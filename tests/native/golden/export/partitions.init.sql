-- partitions
-- Loads into an empty PostgreSQL database. Written by Cadastre.


-- Tables

CREATE TABLE readings (
    sensor_id bigint NOT NULL,
    taken_at timestamptz NOT NULL,
    celsius numeric(5,2) NOT NULL DEFAULT 0,
    note text,
    CONSTRAINT readings_celsius_check CHECK (celsius > -273.15),
    CONSTRAINT readings_pkey PRIMARY KEY (sensor_id, taken_at)
)
PARTITION BY RANGE (taken_at);

CREATE TABLE readings_2024 PARTITION OF readings
    FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
COMMENT ON TABLE readings_2024 IS 'The year 2024.';

CREATE TABLE readings_2025 PARTITION OF readings (
    note NOT NULL DEFAULT 'new'
)
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

CREATE TABLE readings_rest PARTITION OF readings
    DEFAULT;

CREATE TABLE readings_old (
    taken_at timestamptz NOT NULL,
    sensor_id bigint NOT NULL,
    note text,
    celsius numeric(5,2) NOT NULL DEFAULT 0,
    CONSTRAINT readings_celsius_check CHECK (celsius > -273.15),
    CONSTRAINT old_key PRIMARY KEY (sensor_id, taken_at)
);
CREATE INDEX readings_old_by_time ON readings_old (taken_at DESC);

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id integer NOT NULL,
    kind text NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (tenant_id, kind, id)
)
PARTITION BY LIST (kind);

CREATE TABLE events_click PARTITION OF events
    FOR VALUES IN ('click', 'tap')
PARTITION BY HASH (tenant_id);

CREATE TABLE events_click_0 PARTITION OF events_click
    FOR VALUES WITH (MODULUS 2, REMAINDER 0);

CREATE TABLE events_click_1 PARTITION OF events_click
    FOR VALUES WITH (MODULUS 2, REMAINDER 1);

CREATE TABLE logs (
    at date NOT NULL,
    line text
)
PARTITION BY RANGE (at);

CREATE TABLE logs_1 PARTITION OF logs
    FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE INDEX logs_1_lower_line ON logs_1 (lower(line));

CREATE TABLE alarms (
    id integer PRIMARY KEY,
    sensor_id bigint NOT NULL,
    taken_at timestamptz NOT NULL,
    CONSTRAINT alarms_sensor_id_taken_at_fkey FOREIGN KEY (sensor_id, taken_at)
        REFERENCES readings (sensor_id, taken_at) ON DELETE CASCADE
);


-- Partitions

ALTER TABLE readings
    ATTACH PARTITION readings_old FOR VALUES FROM (MINVALUE) TO ('2024-01-01');


-- Indexes that wait for other tables

CREATE INDEX readings_taken_at_idx ON readings (taken_at DESC);
CREATE INDEX events_tenant_id_idx ON events (tenant_id);
CREATE INDEX logs_line_idx ON ONLY logs (lower(line));


-- Indexes of partitions

ALTER INDEX logs_line_idx ATTACH PARTITION logs_1_lower_line;
