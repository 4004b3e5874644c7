//! Stable identities. An object keeps its id through renames and moves, so a rename made here is known as a rename.
//!
//! All kinds of one document draw from one counter ([`crate::model::Document::allocate`]), so an id is never used twice in it.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl From<u32> for $name {
            fn from(number: u32) -> Self {
                $name(number)
            }
        }
    )*};
}

ids! {
    /// Identity of a [`crate::model::Namespace`] (a PostgreSQL schema).
    NamespaceId;
    /// Identity of an [`crate::model::Extension`].
    ExtensionId;
    /// Identity of a [`crate::model::UserType`].
    TypeId;
    /// Identity of a [`crate::model::Sequence`].
    SequenceId;
    /// Identity of a [`crate::model::Table`].
    TableId;
    /// Identity of a [`crate::model::Column`].
    ColumnId;
    /// Identity of a [`crate::model::Constraint`].
    ConstraintId;
    /// Identity of an [`crate::model::Index`].
    IndexId;
    /// Identity of a [`crate::model::Trigger`].
    TriggerId;
    /// Identity of a [`crate::model::Policy`].
    PolicyId;
    /// Identity of a [`crate::model::View`].
    ViewId;
    /// Identity of a [`crate::model::Function`].
    FunctionId;
    /// Identity of a [`crate::model::Role`].
    RoleId;
    /// Identity of a [`crate::model::Grant`].
    GrantId;
    /// Identity of a [`crate::model::DefaultPrivilege`].
    DefaultPrivilegeId;
    /// Identity of a [`crate::model::Statistics`] object.
    StatisticsId;
    /// Identity of a [`crate::model::Verbatim`] statement.
    VerbatimId;
    /// Identity of an [`crate::model::Area`] of the drawing.
    AreaId;
    /// Identity of a [`crate::model::Note`] on the drawing.
    NoteId;
    /// Identity of a [`crate::model::SavedView`].
    SavedViewId;
    /// Identity of a [`crate::model::Waiver`].
    WaiverId;
    /// Identity of an [`crate::model::AccessPattern`].
    AccessPatternId;
}
