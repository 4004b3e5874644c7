CREATE TABLE docs (id int PRIMARY KEY, tenant int, title text, tags text[], done boolean);
CREATE INDEX docs_title_idx ON docs (title);
CREATE INDEX docs_gone_idx ON docs (done);
CREATE UNIQUE INDEX docs_once_idx ON docs (tenant, title);
