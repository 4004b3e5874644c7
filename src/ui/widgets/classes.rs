//! How severities and tenancy classes are painted and called.

use crate::model::TenancyClass;
use crate::rules::Severity;

/// The classes in the order of the legend.
pub const TENANCY_CLASSES: [TenancyClass; 6] = [
    TenancyClass::Root,
    TenancyClass::TenantScoped,
    TenancyClass::Bridge,
    TenancyClass::Reference,
    TenancyClass::Global,
    TenancyClass::Unclassified,
];

/// The style class of a severity; also its icon.
pub fn class_of_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// The style class of a tenancy class.
pub fn class_of_tenancy(class: TenancyClass) -> &'static str {
    match class {
        TenancyClass::Root => "c-root",
        TenancyClass::TenantScoped => "c-tenant",
        TenancyClass::Bridge => "c-bridge",
        TenancyClass::Reference => "c-reference",
        TenancyClass::Global => "c-global",
        TenancyClass::Unclassified => "c-unclassified",
    }
}

/// The glyph of a tenancy class, in the sprite.
pub fn icon_of_tenancy(class: TenancyClass) -> &'static str {
    match class {
        TenancyClass::Root => "t-root",
        TenancyClass::TenantScoped => "t-tenant",
        TenancyClass::Bridge => "t-bridge",
        TenancyClass::Reference => "t-reference",
        TenancyClass::Global => "t-global",
        TenancyClass::Unclassified => "t-unclassified",
    }
}

/// Icon of a tenancy class, and the classes that colour it.
pub fn glyph_of_tenancy(class: TenancyClass) -> (&'static str, &'static str) {
    match class {
        TenancyClass::Root => ("t-root", "tg c-root"),
        TenancyClass::TenantScoped => ("t-tenant", "tg c-tenant"),
        TenancyClass::Bridge => ("t-bridge", "tg c-bridge"),
        TenancyClass::Reference => ("t-reference", "tg c-reference"),
        TenancyClass::Global => ("t-global", "tg c-global"),
        TenancyClass::Unclassified => ("t-unclassified", "tg c-unclassified"),
    }
}
