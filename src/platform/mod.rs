//! Browser services: storage, files, clipboard, clock, workers.
