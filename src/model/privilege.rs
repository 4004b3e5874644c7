//! Roles, grants and default privileges.

use serde::{Deserialize, Serialize};

use super::{DefaultPrivilegeId, GrantId, RoleId, is_default};

/// A role the schema creates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Stable identity.
    pub id: RoleId,
    /// Name, unquoted.
    pub name: String,
    /// Options as written (`NOLOGIN`, `BYPASSRLS`), passwords left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<String>,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// One privilege with the columns it is limited to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privilege {
    /// Upper case keyword (`SELECT`, `ALL`).
    pub name: String,
    /// Column names, unquoted; empty for the whole object.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<String>,
}

/// A `GRANT` or `REVOKE` on one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Stable identity.
    pub id: GrantId,
    /// `REVOKE` when true.
    #[serde(default, skip_serializing_if = "is_default")]
    pub revoke: bool,
    /// Privileges; empty for a role membership (`GRANT admin TO alice`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub privileges: Vec<Privilege>,
    /// Kind of the object, upper case (`TABLE`, `SCHEMA`, `SEQUENCE`, `FUNCTION`, `ROLE`, `ALL TABLES IN SCHEMA`).
    pub object_kind: String,
    /// The object as SQL text (`public.users`, `app.f(integer)`).
    pub object: String,
    /// Grantees as SQL text (`PUBLIC`, `app_reader`).
    pub grantees: Vec<String>,
    /// `WITH GRANT OPTION`, or `WITH ADMIN OPTION` for a membership.
    #[serde(default, skip_serializing_if = "is_default")]
    pub with_option: bool,
    /// `WITH INHERIT` of a membership, where said (PostgreSQL 16); of a revoke `INHERIT OPTION FOR`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherit: Option<bool>,
    /// `WITH SET` of a membership, where said (PostgreSQL 16); of a revoke `SET OPTION FOR`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub set: Option<bool>,
    /// `GRANTED BY`, as SQL text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub granted_by: Option<String>,
}

/// `ALTER DEFAULT PRIVILEGES`, word for word, with what rules need beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultPrivilege {
    /// Stable identity.
    pub id: DefaultPrivilegeId,
    /// Schema it is limited to, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The whole statement as written, without the final semicolon.
    pub definition: String,
}
