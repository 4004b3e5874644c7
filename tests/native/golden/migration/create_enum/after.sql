CREATE TYPE task_state AS ENUM ('todo', 'doing', 'done');
CREATE TABLE tasks (id int PRIMARY KEY, state task_state NOT NULL DEFAULT 'todo');
COMMENT ON TYPE task_state IS 'Where a task stands';
