CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (
    id int PRIMARY KEY,
    author_id int CONSTRAINT posts_author_id_fkey REFERENCES users (id),
    editor_id int,
    reader_id int CONSTRAINT posts_reader_id_fkey REFERENCES users (id)
);
