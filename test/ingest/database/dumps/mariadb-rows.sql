/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: books
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table `audit_trail`
--

DROP TABLE IF EXISTS `audit_trail`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `audit_trail` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `recorded_at` datetime NOT NULL,
  `who` varchar(40) DEFAULT 'a,b;)',
  `note` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `recorded_at` (`recorded_at`)
) ENGINE=InnoDB AUTO_INCREMENT=64 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='a (table); of, tests';
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `audit_trail`
--

LOCK TABLES `audit_trail` WRITE;
/*!40000 ALTER TABLE `audit_trail` DISABLE KEYS */;
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (1,'2010-01-01 09:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (2,'2010-01-01 10:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (3,'2010-01-01 11:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (4,'2010-01-01 12:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (5,'2010-01-01 13:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (6,'2010-01-01 14:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (7,'2010-01-01 15:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (8,'2010-01-01 16:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (9,'2010-01-01 17:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (10,'2010-01-01 18:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (11,'2010-01-01 19:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (12,'2010-01-01 20:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (13,'2010-01-01 21:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (14,'2010-01-01 22:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (15,'2010-01-01 23:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (16,'2010-01-02 00:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (17,'2010-01-02 01:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (18,'2010-01-02 02:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (19,'2010-01-02 03:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (20,'2010-01-02 04:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (21,'2010-01-02 05:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (22,'2010-01-02 06:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (23,'2010-01-02 07:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (24,'2010-01-02 08:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (25,'2010-01-02 09:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (26,'2010-01-02 10:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (27,'2010-01-02 11:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (28,'2010-01-02 12:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (29,'2010-01-02 13:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (30,'2010-01-02 14:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (31,'2010-01-02 15:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (32,'2010-01-02 16:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (33,'2010-01-02 17:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (34,'2010-01-02 18:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (35,'2010-01-02 19:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (36,'2010-01-02 20:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (37,'2010-01-02 21:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (38,'2010-01-02 22:00:00','user2','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (39,'2010-01-02 23:00:00','user0','it\'s\\ a \"note\"; (1,2)\nnew');
INSERT INTO `audit_trail` (`id`, `recorded_at`, `who`, `note`) VALUES (40,'2010-01-03 00:00:00','user1','it\'s\\ a \"note\"; (1,2)\nnew');
/*!40000 ALTER TABLE `audit_trail` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `session`
--

DROP TABLE IF EXISTS `session`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `session` (
  `id` int(11) NOT NULL,
  `started` timestamp NULL DEFAULT NULL,
  `ended` timestamp NULL DEFAULT NULL,
  `raw` blob DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `session`
--

LOCK TABLES `session` WRITE;
/*!40000 ALTER TABLE `session` DISABLE KEYS */;
INSERT INTO `session` (`id`, `started`, `ended`, `raw`) VALUES (1,'2010-01-01 08:00:00','2010-01-01 17:00:00','\0ÿ\'');
INSERT INTO `session` (`id`, `started`, `ended`, `raw`) VALUES (2,'2010-01-02 08:00:00',NULL,NULL);
/*!40000 ALTER TABLE `session` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb3 */ ;
/*!50003 SET character_set_results = utf8mb3 */ ;
/*!50003 SET collation_connection  = utf8mb3_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER tr AFTER INSERT ON session FOR EACH ROW BEGIN INSERT INTO audit_trail VALUES (999, NOW(), 'x', 'y'); END 
*/;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-21 15:33:17
