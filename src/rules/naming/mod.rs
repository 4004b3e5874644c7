//! Rules of this group.
