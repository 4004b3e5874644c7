//! What nearly every rule names.

pub(crate) use crate::declare_rule;
pub(crate) use crate::model::*;

pub(crate) use super::{
    Check, Context, Criterion, Finding, Findings, Group, IdSource, Reads, Severity, expression,
    fix, shape,
};
