PRAGMA foreign_keys = ON;
BEGIN;
CREATE TABLE IF NOT EXISTS "author" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL COLLATE NOCASE,
  [born on] DATE,
  rank INT DEFAULT -1,
  motto DEFAULT 'it''s',
  active BOOLEAN NOT NULL DEFAULT TRUE CHECK (active IN (0, 1)),
  created DATETIME DEFAULT CURRENT_TIMESTAMP,
  slug TEXT GENERATED ALWAYS AS (lower("Name")) STORED,
  short AS (substr(name, 1, 3)),
  UNIQUE (name, "born on") ON CONFLICT REPLACE
);
CREATE TABLE book(
  id INTEGER PRIMARY KEY,
  author_id INTEGER REFERENCES author ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  isbn VARCHAR(20) UNIQUE,
  price DECIMAL(8, 2) NOT NULL ON CONFLICT IGNORE DEFAULT 0,
  data JSON DEFAULT (json('{}')),
  pages UNSIGNED BIG INT,
  CONSTRAINT price_is_sane CHECK (price >= 0 AND isbn <> 'it''s')
);
CREATE TABLE loan (
  book INTEGER NOT NULL, reader TEXT, at,
  PRIMARY KEY (book, reader),
  FOREIGN KEY (book) REFERENCES book(id) ON UPDATE CASCADE
) WITHOUT ROWID;
CREATE TABLE tag (name TEXT PRIMARY KEY, note ANY) STRICT;
CREATE TABLE code (name TEXT PRIMARY KEY, n INTEGER PRIMARY_KEYISH);
CREATE TABLE old_reader (name TEXT, mail TEXT);
ALTER TABLE old_reader RENAME TO reader;
ALTER TABLE reader RENAME COLUMN mail TO "e-mail";
ALTER TABLE reader ADD COLUMN since INT NOT NULL DEFAULT (0);
ALTER TABLE reader ADD note TEXT;
ALTER TABLE reader DROP COLUMN note;
CREATE UNIQUE INDEX IF NOT EXISTS reader_mail ON reader (lower("e-mail")) WHERE "e-mail" IS NOT NULL;
CREATE INDEX book_price ON book (price DESC, isbn COLLATE NOCASE);
CREATE INDEX gone ON book (pages);
DROP INDEX gone;
INSERT INTO author (name) VALUES ('a;b');
CREATE VIEW cheap (title, price) AS SELECT isbn, price FROM book WHERE price < 5 /* not much */;
CREATE TRIGGER book_price_up AFTER UPDATE OF price ON book WHEN new.price > old.price
BEGIN
  INSERT INTO tag (name, note) VALUES (new.id, CASE WHEN new.price > 10 THEN 'high; very' ELSE 'up' END);
  DELETE FROM tag WHERE name = 'x';
END;
CREATE VIRTUAL TABLE words USING fts5(title, tokenize = "porter ascii");
COMMIT;
