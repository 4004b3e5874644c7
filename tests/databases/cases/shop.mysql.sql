-- As an application's own schema file is written.
CREATE DATABASE IF NOT EXISTS shop;
SET NAMES utf8mb4;
DROP TABLE IF EXISTS `order_line`, `orders`, `customer`;

CREATE TABLE customer (
  id int unsigned NOT NULL AUTO_INCREMENT,
  `Email` varchar(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'it''s unique; "one" each',
  name varchar(80) NOT NULL DEFAULT '',
  path varchar(40) DEFAULT 'c:\\temp\'s',
  kind enum('person','firm','it''s, other') NOT NULL DEFAULT 'person',
  flags set('a','b') DEFAULT NULL,
  active tinyint(1) NOT NULL DEFAULT 1,
  score double DEFAULT -1.5,
  credit decimal(12,2) unsigned NOT NULL DEFAULT 0.00,
  bits bit(3) DEFAULT b'101',
  born date DEFAULT NULL,
  settings json DEFAULT NULL,
  picture mediumblob,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  deleted_at timestamp NULL,
  `key` char(36) DEFAULT (uuid()),
  initials varchar(8) GENERATED ALWAYS AS (upper(left(`Name`, 2))) STORED,
  hidden int DEFAULT 3 INVISIBLE,
  PRIMARY KEY (id),
  UNIQUE KEY customer_email (email),
  KEY (name(10), born DESC),
  KEY by_created (created_at) USING BTREE COMMENT 'for lists',
  FULLTEXT KEY words (name, path),
  CHECK (score > -10),
  CONSTRAINT credit_limit CHECK (`Credit` <= 1000 and `name` <> 'it''s')
) ENGINE=InnoDB AUTO_INCREMENT=100 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC COMMENT='who buys; and "why"';

/*!50001 CREATE TABLE orders (
  id bigint NOT NULL PRIMARY KEY AUTO_INCREMENT, # the number
  customer_id int unsigned NOT NULL,
  parent_id bigint DEFAULT NULL,
  at datetime(6) NOT NULL DEFAULT current_timestamp(6),
  note text,
  CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE ON UPDATE RESTRICT,
  FOREIGN KEY (parent_id) REFERENCES orders (id) ON DELETE SET NULL
) ENGINE=InnoDB */;

CREATE TABLE order_line (
  order_id bigint NOT NULL,
  line smallint unsigned NOT NULL,
  amount int(11) NOT NULL DEFAULT '1',
  PRIMARY KEY (order_id, line)
);
ALTER TABLE order_line
  ADD COLUMN product varchar(40) NOT NULL AFTER line,
  ADD COLUMN extra int,
  ADD KEY line_product (product),
  ADD CONSTRAINT line_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE;
ALTER TABLE order_line CHANGE extra surplus bigint DEFAULT 0, MODIFY amount int NOT NULL DEFAULT 2 COMMENT 'how many';
ALTER TABLE order_line RENAME COLUMN surplus TO rest, DROP INDEX line_product, COMMENT = 'what was bought';
CREATE UNIQUE INDEX line_once ON order_line (order_id, product);
CREATE INDEX line_rest ON order_line (rest);
ALTER TABLE order_line RENAME INDEX line_rest TO line_remaining;

CREATE TABLE log (line text);
INSERT INTO log VALUES ('a;b'), ('it\'s -- so');

CREATE VIEW active_customer AS SELECT `id`, `Email` FROM customer WHERE active = 1 AND name <> 'a\\b';
CREATE OR REPLACE VIEW big_order (id, n) AS SELECT o.id, count(*) FROM orders o JOIN order_line l ON l.order_id = o.id GROUP BY o.id;

DELIMITER $$
CREATE TRIGGER `customer_name` BEFORE INSERT ON `customer` FOR EACH ROW
BEGIN
  IF NEW.name = '' THEN
    SET NEW.name = 'nobody; "yet"';
  END IF;
END$$
CREATE PROCEDURE forget(IN who int) BEGIN DELETE FROM customer WHERE id = who; END$$
DELIMITER ;
