//! Objects with SQL bodies: functions, triggers, views, policies; extensions and statistics; statements kept word for word.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    ExtensionId, FunctionId, Index, PolicyId, StatisticsId, TriggerId, VerbatimId, ViewId,
    is_default, is_yes, yes,
};

/// An extension (`CREATE EXTENSION`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Stable identity.
    pub id: ExtensionId,
    /// Name, unquoted.
    pub name: String,
    /// Schema it is installed in, where written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// Version, where written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub version: Option<String>,
    /// `CASCADE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cascade: bool,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// What a [`Function`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionKind {
    /// `CREATE FUNCTION`.
    #[default]
    Function,
    /// `CREATE PROCEDURE`.
    Procedure,
    /// `CREATE AGGREGATE`.
    Aggregate,
}

/// A function, procedure or aggregate. Its text is kept word for word; what rules need is read from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Stable identity.
    pub id: FunctionId,
    /// Schema, unquoted.
    pub schema: String,
    /// Name, unquoted.
    pub name: String,
    /// Function, procedure or aggregate.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: FunctionKind,
    /// Argument list as written, without the parentheses (`a integer, b text DEFAULT 'x'`).
    pub arguments: String,
    /// Input argument types as PostgreSQL identifies the function by (`integer, text`).
    pub identity_arguments: String,
    /// Return type as written, empty for procedures and aggregates.
    #[serde(default, skip_serializing_if = "is_default")]
    pub returns: String,
    /// Language, lower case; empty for aggregates.
    #[serde(default, skip_serializing_if = "is_default")]
    pub language: String,
    /// `SECURITY DEFINER`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_definer: bool,
    /// Whether a `SET search_path` clause stands in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sets_search_path: bool,
    /// Body without its quotes, where it is a string body; empty otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    pub body: String,
    /// The whole statement as written, from `CREATE` on, without the final semicolon.
    pub definition: String,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// A trigger of a table or view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Stable identity.
    pub id: TriggerId,
    /// Name, unquoted.
    pub name: String,
    /// `BEFORE`, `AFTER` or `INSTEAD OF`.
    pub timing: String,
    /// Events in order (`INSERT`, `UPDATE OF a, b`, `DELETE`, `TRUNCATE`).
    pub events: Vec<String>,
    /// `FOR EACH ROW` when true, `FOR EACH STATEMENT` when false.
    pub for_each_row: bool,
    /// Called function as SQL text, qualified where written so, without arguments.
    pub function: String,
    /// The clause after the table's name, word for word (`FOR EACH ROW WHEN (...) EXECUTE FUNCTION f('x')`).
    pub clause: String,
    /// `CREATE CONSTRAINT TRIGGER`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraint: bool,
    /// `ENABLE`d state other than the default: `DISABLE`, `ENABLE REPLICA`, `ENABLE ALWAYS`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: Option<String>,
    /// Whether it comes only from the partitioned parent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// The command a policy applies to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyCommand {
    /// `FOR ALL`.
    #[default]
    All,
    /// `FOR SELECT`.
    Select,
    /// `FOR INSERT`.
    Insert,
    /// `FOR UPDATE`.
    Update,
    /// `FOR DELETE`.
    Delete,
}

/// A row security policy (PostgreSQL manual, CREATE POLICY).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Stable identity.
    pub id: PolicyId,
    /// Name, unquoted.
    pub name: String,
    /// `AS PERMISSIVE` when true, `AS RESTRICTIVE` when false.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub permissive: bool,
    /// Command.
    #[serde(default, skip_serializing_if = "is_default")]
    pub command: PolicyCommand,
    /// Roles as SQL text (`PUBLIC`, `app_user`); empty means `PUBLIC`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub roles: Vec<String>,
    /// `USING` expression as SQL text, without the outer parentheses.
    #[serde(default, skip_serializing_if = "is_default")]
    pub using: Option<String>,
    /// `WITH CHECK` expression as SQL text, without the outer parentheses.
    #[serde(default, skip_serializing_if = "is_default")]
    pub with_check: Option<String>,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// A view or materialized view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Stable identity.
    pub id: ViewId,
    /// Schema, unquoted.
    pub schema: String,
    /// Name, unquoted.
    pub name: String,
    /// `MATERIALIZED`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub materialized: bool,
    /// `RECURSIVE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub recursive: bool,
    /// Column names where the author listed them, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<String>,
    /// Options (`security_invoker`, `security_barrier`, storage parameters).
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<(String, String)>,
    /// Query, word for word.
    pub query: String,
    /// `WITH [LOCAL|CASCADED] CHECK OPTION`, as written after `WITH`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub check_option: Option<String>,
    /// False for `WITH NO DATA` (materialized views).
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub with_data: bool,
    /// Tablespace of a materialized view, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tablespace: Option<String>,
    /// Access method of a materialized view other than `heap`, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access_method: Option<String>,
    /// `CLUSTER ON` index name of a materialized view, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cluster_on: Option<String>,
    /// What is set of columns, by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub column_settings: BTreeMap<String, ViewColumn>,
    /// Indexes of a materialized view. Keys are expressions (a plain name, quoted where needed), as its columns have no ids.
    #[serde(default, skip_serializing_if = "is_default")]
    pub indexes: Vec<Index>,
    /// `INSTEAD OF` and statement triggers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub triggers: Vec<Trigger>,
    /// Comments of columns by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub column_comments: BTreeMap<String, String>,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// What is set of one column of a view: a default of a plain view's, how a materialized view's is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewColumn {
    /// Default expression for rows written through the view, as SQL text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<String>,
    /// Storage mode where set (`plain`, `external`, `extended`, `main`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub storage: Option<String>,
    /// Compression method where set (`pglz`, `lz4`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub compression: Option<String>,
    /// Statistics target where set.
    #[serde(default, skip_serializing_if = "is_default")]
    pub statistics: Option<i32>,
    /// Attribute options (`n_distinct`, ...).
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<(String, String)>,
}

/// An extended statistics object (`CREATE STATISTICS`), its definition word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Stable identity.
    pub id: StatisticsId,
    /// Schema, unquoted.
    pub schema: String,
    /// Name, unquoted.
    pub name: String,
    /// The whole statement as written, without the final semicolon.
    pub definition: String,
    /// Statistics target where set, 0 to 10,000.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target: Option<i32>,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// A statement the model does not take apart, kept word for word in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verbatim {
    /// Stable identity.
    pub id: VerbatimId,
    /// What it is, in words (`event trigger`, `rule`, `foreign table`).
    pub kind: String,
    /// Name of what it makes, as written; empty where it has none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// The statement as written, without the final semicolon.
    pub sql: String,
}
