-- What partitions had before they were attached is merged with what their table has, and follows it.
CREATE TABLE target (id int PRIMARY KEY);
CREATE TABLE p (
    a int NOT NULL,
    b int,
    c int,
    gone int,
    CONSTRAINT p_small CHECK (a < 100),
    CONSTRAINT p_kept CHECK (b > 0),
    CONSTRAINT p_key PRIMARY KEY (a),
    CONSTRAINT p_only UNIQUE (a, b),
    CONSTRAINT p_target FOREIGN KEY (b) REFERENCES target
) PARTITION BY LIST (a);
CREATE TABLE p1 (
    a int NOT NULL,
    b int,
    c int,
    gone int,
    CONSTRAINT p_small CHECK (a < 100),
    CONSTRAINT p_kept CHECK (b > 0),
    CONSTRAINT p1_key PRIMARY KEY (a),
    CONSTRAINT p1_only UNIQUE (a, b),
    CONSTRAINT p1_target FOREIGN KEY (b) REFERENCES target,
    CONSTRAINT p1_alone CHECK (c > 1)
);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);
ALTER TABLE p DROP CONSTRAINT p_small;
ALTER TABLE p RENAME CONSTRAINT p_kept TO p_held;
ALTER TABLE p DROP CONSTRAINT p_only;
ALTER TABLE p DROP CONSTRAINT p_key;
ALTER TABLE p ALTER CONSTRAINT p_target DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE p DROP COLUMN gone;
CREATE TABLE q (a int, b int, CONSTRAINT q_target FOREIGN KEY (b) REFERENCES target) PARTITION BY LIST (a);
CREATE TABLE q1 (a int, b int, CONSTRAINT q1_target FOREIGN KEY (b) REFERENCES target);
ALTER TABLE q ATTACH PARTITION q1 FOR VALUES IN (1);
ALTER TABLE q DROP CONSTRAINT q_target;
CREATE TABLE parent (a int, CONSTRAINT shared CHECK (a > 0), CONSTRAINT own CHECK (a < 9), CONSTRAINT late CHECK (a <> 5) NOT VALID);
CREATE TABLE child (CONSTRAINT own CHECK (a < 9)) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (child);
ALTER TABLE parent DROP CONSTRAINT shared;
ALTER TABLE parent DROP CONSTRAINT own;
ALTER TABLE parent VALIDATE CONSTRAINT late;
ALTER TABLE parent RENAME CONSTRAINT late TO later;

-- What a primary key decides falls with it.
CREATE TABLE k (id int CONSTRAINT k_key PRIMARY KEY, a int, b int);
CREATE VIEW by_key AS SELECT id, a, count(*) AS n FROM k GROUP BY id;
CREATE VIEW over_by_key AS SELECT n FROM by_key;
CREATE VIEW by_all AS SELECT id, a FROM k GROUP BY id, a;
ALTER TABLE k DROP CONSTRAINT k_key CASCADE;
