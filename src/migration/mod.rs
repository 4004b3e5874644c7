//! Changes into a phased plan and its files.
