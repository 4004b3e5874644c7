//! Text in, schema and statement report out.
