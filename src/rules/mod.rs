//! The rules: one rule, one file.
