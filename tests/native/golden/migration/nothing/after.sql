create table t (
  a numeric ( 10, 2 ) default 0 check ( a>0 ),
  id integer not null primary key
);
