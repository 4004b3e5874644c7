-- As pg_dump of PostgreSQL 18 writes not-null constraints: with the names they were made with, whatever became of their table.
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.renamed (
    id integer CONSTRAINT first_id_not_null NOT NULL,
    called text CONSTRAINT first_name_not_null NOT NULL,
    plain integer NOT NULL,
    inherited_later integer CONSTRAINT given NOT NULL NO INHERIT
);
CREATE TABLE public.child (
    id integer CONSTRAINT child_id_kept NOT NULL,
    own integer CONSTRAINT was_own_not_null NOT NULL
)
INHERITS (public.renamed);
ALTER TABLE ONLY public.renamed
    ADD CONSTRAINT first_pkey PRIMARY KEY (id);
