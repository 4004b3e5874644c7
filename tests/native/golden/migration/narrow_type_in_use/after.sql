CREATE TABLE readings (
    id bigint PRIMARY KEY,
    value numeric(10,2) NOT NULL,
    unit text DEFAULT 'm'
);
COMMENT ON COLUMN readings.value IS 'What was read';
CREATE INDEX readings_value_idx ON readings (value);
COMMENT ON INDEX readings_value_idx IS 'By value';
