CREATE EXTENSION pg_trgm;
CREATE TABLE events (id bigint, org_id uuid, kind text, payload jsonb, at timestamptz, lower_kind text);
CREATE INDEX ON events (org_id, at DESC NULLS LAST);
CREATE INDEX ON events (lower(kind), ((payload ->> 'x')));
CREATE INDEX ON events (lower(kind));
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS events_once ON ONLY public.events USING btree (kind, (id))
    INCLUDE (at) NULLS NOT DISTINCT WITH (fillfactor = 90, deduplicate_items = off) TABLESPACE pg_default;
CREATE INDEX events_kinds ON events (kind COLLATE "C" text_pattern_ops DESC) WHERE ((kind IS NOT NULL) AND (id > 0));
CREATE INDEX events_payload ON events USING gin (payload jsonb_path_ops);
CREATE INDEX events_similar ON events USING gist (kind public.gist_trgm_ops(siglen='32'));
CREATE INDEX IF NOT EXISTS events_payload ON events (id);
CREATE INDEX events_payload ON events (id);
CREATE INDEX missing_idx ON missing (id);
ALTER INDEX events_payload RENAME TO events_payload_gin;
ALTER INDEX events_payload_gin SET (fastupdate = off);
ALTER TABLE events ADD CONSTRAINT events_id_key UNIQUE USING INDEX events_once;
DROP INDEX IF EXISTS events_similar, nothing_there;
DROP INDEX nothing_there;
