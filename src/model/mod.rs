//! The schema, its objects, and the operations that change them.
