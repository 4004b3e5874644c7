CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (
    id int PRIMARY KEY,
    author_id int CONSTRAINT posts_author_id_fkey REFERENCES users (id) ON DELETE CASCADE,
    editor_id int CONSTRAINT posts_editor_id_fkey REFERENCES users (id) ON DELETE SET NULL,
    reader_id int
);
