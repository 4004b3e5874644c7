CREATE SCHEMA app;
CREATE TABLE app.t (id int CONSTRAINT positive CHECK (id > 0));
CREATE VIEW app.v AS SELECT id FROM app.t;
CREATE INDEX t_id ON app.t (id);
COMMENT ON SCHEMA app IS 'The application';
COMMENT ON TABLE app.t IS 'It''s a table';
COMMENT ON COLUMN app.t.id IS E'two\nlines';
COMMENT ON COLUMN app.v.id IS 'of the view';
COMMENT ON CONSTRAINT positive ON app.t IS 'not zero';
COMMENT ON INDEX app.t_id IS 'for look-ups';
COMMENT ON VIEW app.v IS 'first '
    'second';
COMMENT ON VIEW app.v IS NULL;
COMMENT ON TABLE app.missing IS 'nothing';
COMMENT ON EVENT TRIGGER none IS 'kept';
