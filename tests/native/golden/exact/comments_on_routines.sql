-- Comments on routines whose arguments are named otherwise than they are told apart.
CREATE PROCEDURE p(IN a integer, OUT b integer) LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE p(IN a integer, OUT b integer) IS 'one';
CREATE PROCEDURE p2(a integer, OUT b text) LANGUAGE sql AS 'SELECT ''x''';
COMMENT ON PROCEDURE p2(integer, text) IS 'two';
CREATE PROCEDURE p3(OUT b text, INOUT c int) LANGUAGE sql AS 'SELECT ''x'', 1';
COMMENT ON PROCEDURE p3 IS 'three';
COMMENT ON PROCEDURE p3(OUT text, int) IS 'three';
CREATE AGGREGATE pct(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
COMMENT ON AGGREGATE pct(float8 ORDER BY anyelement) IS 'pct';
CREATE AGGREGATE hyp(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
COMMENT ON AGGREGATE hyp(VARIADIC "any" ORDER BY VARIADIC "any") IS 'hyp';
CREATE FUNCTION gather(int[], VARIADIC int[]) RETURNS int[] LANGUAGE sql AS 'SELECT $1 || $2';
CREATE AGGREGATE agg(VARIADIC int[]) (SFUNC = gather, STYPE = int[]);
COMMENT ON AGGREGATE agg(VARIADIC int[]) IS 'agg';
