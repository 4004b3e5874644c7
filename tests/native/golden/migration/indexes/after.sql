CREATE TABLE docs (id int PRIMARY KEY, tenant int, title text, tags text[], done boolean);
CREATE INDEX docs_title_idx ON docs (lower(title) text_pattern_ops);
CREATE INDEX docs_tags_idx ON docs USING gin (tags);
CREATE INDEX docs_open_idx ON docs (tenant DESC NULLS LAST) INCLUDE (title) WHERE NOT done;
CREATE UNIQUE INDEX docs_once_idx ON docs (tenant, title) WHERE NOT done;
COMMENT ON INDEX docs_tags_idx IS 'For filters';
