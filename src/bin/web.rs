//! The page: mounts the application.

fn main() {}
