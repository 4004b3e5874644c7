//! Card sizes, edge routes and automatic arrangement: pure geometry.
