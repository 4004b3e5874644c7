//! Schemas out, one file per format.
