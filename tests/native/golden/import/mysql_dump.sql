-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;

DROP TABLE IF EXISTS `team`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `team` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `Name` varchar(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'shown to "people"; it''s theirs',
  `plan` enum('free','it\'s paid') NOT NULL DEFAULT 'free',
  `settings` json DEFAULT NULL,
  `token` binary(16) NOT NULL DEFAULT (uuid_to_bin(uuid())),
  `created_at` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  `slug` varchar(120) GENERATED ALWAYS AS (lower(`NAME`)) VIRTUAL,
  `counter` int /*!80023 INVISIBLE */ DEFAULT '0',
  PRIMARY KEY (`id`),
  UNIQUE KEY `team_name` (`Name`) USING BTREE COMMENT 'one each',
  UNIQUE KEY (`slug`(20) DESC),
  KEY (`plan`,`created_at` DESC) /*!80000 INVISIBLE */,
  KEY `lowered` ((lower(`name`))),
  FULLTEXT KEY `words` (`Name`) /*!50100 WITH PARSER `ngram` */,
  CONSTRAINT `name_given` CHECK ((`Name` <> _utf8mb4'')) /*!80016 NOT ENFORCED */
) ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='who pays'
/*!50100 PARTITION BY HASH (`id`)
PARTITIONS 4 */;

LOCK TABLES `team` WRITE;
INSERT INTO `team` (`Name`) VALUES ('a;b'),('it\'s'),("c");
UNLOCK TABLES;

CREATE TABLE member (
  team_id bigint unsigned NOT NULL,
  user_id int NOT NULL,
  note text # free text
  , constraint member_team foreign key (team_id) references team (id) on delete cascade on update no action,
  foreign key (user_id) references `user` (id) on delete set null,
  primary key (team_id, user_id)
);
CREATE TABLE shop.`user` LIKE team;
ALTER TABLE member ADD COLUMN (role set('a','b'), since date), ADD INDEX by_role (role), ALGORITHM=INPLACE, LOCK=NONE;
ALTER TABLE member MODIFY note varchar(40) NOT NULL DEFAULT '' COMMENT 'short' FIRST, CHANGE since joined datetime(3) NULL AFTER note;
ALTER TABLE member DROP INDEX by_role, DROP FOREIGN KEY member_team, RENAME COLUMN role TO roles, ENGINE=InnoDB;
ALTER TABLE member ALTER COLUMN note DROP DEFAULT, ADD CONSTRAINT CHECK (user_id > 0);
RENAME TABLE member TO membership;
CREATE UNIQUE INDEX one_role ON membership (team_id, joined);
DROP TABLE IF EXISTS nothing;

DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `team_before` BEFORE INSERT ON `team` FOR EACH ROW BEGIN
  IF NEW.plan = '' THEN SET NEW.plan = 'free'; END IF;
END */;;
DELIMITER ;
CREATE DEFINER=`root`@`%` PROCEDURE tidy() BEGIN DELETE FROM team; END;
/*!50001 CREATE ALGORITHM=MERGE */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY INVOKER */
/*!50001 VIEW `paying` AS select `t`.`id` AS `id` from `team` `t` where (`t`.`plan` <> 'free') */
/*!50002 WITH CASCADED CHECK OPTION */;
GRANT SELECT ON shop.* TO reader;
CREATE TEMPORARY TABLE scratch (a int);
