-- Not-null constraints, of which PostgreSQL 18 keeps name, reach, proof and comment.
CREATE TABLE parent (
    a int CONSTRAINT a_here NOT NULL NO INHERIT,
    b int NOT NULL,
    c int,
    d int,
    e int,
    f int,
    id int CONSTRAINT id_given NOT NULL PRIMARY KEY,
    CONSTRAINT c_given NOT NULL c,
    NOT NULL d NO INHERIT
);
CREATE TABLE child (own int NOT NULL) INHERITS (parent);
ALTER TABLE parent ADD CONSTRAINT e_later NOT NULL e NOT VALID;
ALTER TABLE parent ADD NOT NULL f NOT VALID;
ALTER TABLE parent RENAME CONSTRAINT parent_b_not_null TO b_given;
COMMENT ON CONSTRAINT b_given ON parent IS 'It must be there';
COMMENT ON CONSTRAINT parent_d_not_null ON parent IS 'Here alone';
ALTER TABLE parent ALTER CONSTRAINT c_given NO INHERIT;
CREATE TABLE proved (a int, b int, c int);
ALTER TABLE proved ADD CONSTRAINT a_given NOT NULL a NOT VALID;
ALTER TABLE proved VALIDATE CONSTRAINT a_given;
ALTER TABLE proved ADD CONSTRAINT b_given NOT NULL b;
ALTER TABLE proved DROP CONSTRAINT b_given;
ALTER TABLE proved ALTER COLUMN c SET NOT NULL;
ALTER TABLE proved DROP CONSTRAINT proved_c_not_null;
CREATE TABLE shared (a int NOT NULL, b int) PARTITION BY LIST (a);
CREATE TABLE shared_one PARTITION OF shared (b CONSTRAINT b_of_one NOT NULL) FOR VALUES IN (1);
ALTER TABLE shared ADD CONSTRAINT b_of_all NOT NULL b NOT VALID;
