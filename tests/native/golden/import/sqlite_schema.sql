PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "account" (
	"id"	INTEGER,
	'name'	TEXT NOT NULL COLLATE NOCASE,
	[kind]	VARCHAR(20) DEFAULT "free",
	active	BOOLEAN NOT NULL DEFAULT 1 CHECK(active IN (0, 1)),
	anything,
	made_at	DATETIME DEFAULT (datetime('now')),
	slug	TEXT AS (lower("NAME")) STORED,
	PRIMARY KEY("id" AUTOINCREMENT)
);
INSERT INTO account VALUES(1,'it''s; here','free',1,NULL,NULL);
CREATE TABLE post (id INTEGER PRIMARY KEY, account_id INT NOT NULL REFERENCES account ON DELETE CASCADE, body TEXT,
  key TEXT UNIQUE ON CONFLICT IGNORE, CONSTRAINT one UNIQUE (account_id, key), FOREIGN KEY (key) REFERENCES later(k) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE later (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID, STRICT;
CREATE TABLE loose (a TEXT, b INT, PRIMARY KEY (a, b));
ALTER TABLE loose RENAME TO tight;
ALTER TABLE tight RENAME COLUMN b TO "number of";
ALTER TABLE tight ADD COLUMN c REAL DEFAULT -1.5 CHECK (c < 5);
ALTER TABLE tight DROP COLUMN nothing;
CREATE UNIQUE INDEX post_body ON post (lower(body), account_id DESC) WHERE body IS NOT NULL;
CREATE INDEX main.tight_c ON tight (c COLLATE BINARY);
CREATE VIEW IF NOT EXISTS free_account (id) AS SELECT id FROM account WHERE kind = 'free';
CREATE TEMP TABLE scratch (a);
CREATE TRIGGER post_gone AFTER DELETE ON post WHEN old.body IS NOT NULL BEGIN
  UPDATE account SET anything = CASE WHEN 1 THEN 'a;b' END WHERE id = old.account_id;
END;
CREATE TRIGGER seen INSTEAD OF UPDATE OF id ON free_account BEGIN SELECT 1; END;
CREATE VIRTUAL TABLE search USING fts5(body, tokenize='porter');
CREATE TABLE trail (what TEXT, post INT);
CREATE TRIGGER post_made AFTER INSERT ON post BEGIN
  INSERT INTO trail (what, post) VALUES ('made', new.id);
  INSERT INTO trail (post) SELECT id FROM post WHERE id = new.id;
END;
ALTER TABLE trail RENAME COLUMN post TO post_id;
DROP INDEX tight_c;
DROP TRIGGER IF EXISTS none;
.quit
COMMIT;
