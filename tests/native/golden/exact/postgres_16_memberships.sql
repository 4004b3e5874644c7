-- What PostgreSQL 16 says of memberships.
CREATE ROLE exact_of_16;
CREATE ROLE exact_in_16;
CREATE ROLE exact_by_16;
GRANT exact_of_16 TO exact_by_16 WITH ADMIN OPTION;
GRANT exact_of_16 TO exact_in_16 WITH INHERIT FALSE, SET TRUE, ADMIN FALSE GRANTED BY exact_by_16;
REVOKE SET OPTION FOR exact_of_16 FROM exact_in_16 GRANTED BY exact_by_16;
REVOKE INHERIT OPTION FOR exact_of_16 FROM exact_by_16;
CREATE TABLE t (a int);
GRANT SELECT ON t TO exact_of_16;
