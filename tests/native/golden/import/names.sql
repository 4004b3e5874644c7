CREATE TABLE a_table_with_quite_a_long_name_that_fills_the_whole_room (
    a_column_with_quite_a_long_name_too serial UNIQUE,
    "Ünïcödé 🦊 </script>" text CHECK ("Ünïcödé 🦊 </script>" <> ''),
    "say ""hi""" int
);
CREATE INDEX ON a_table_with_quite_a_long_name_that_fills_the_whole_room (a_column_with_quite_a_long_name_too);
CREATE INDEX ON a_table_with_quite_a_long_name_that_fills_the_whole_room (a_column_with_quite_a_long_name_too);
CREATE TABLE t (a int CHECK (a > 0) CHECK (a < 9), b int, CHECK (a < b));
CREATE TABLE t_a_check (id int);
