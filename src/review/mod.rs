//! Runs the rules and keeps the score.
