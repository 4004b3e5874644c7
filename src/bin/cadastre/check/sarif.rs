//! Findings as SARIF 2.1.0 (OASIS), which code scanning of many hosts reads.

use std::collections::BTreeMap;

use cadastre::model::Waiver;
use cadastre::rules::{Rule, Severity, pages, registry};
use serde_json::{Value, json};

use super::{Placed, Told};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The log of one run: the rules that found something, with their pages, and the findings.
pub fn log(told: &Told) -> Value {
    let all = || told.findings.iter().chain(&told.waived);
    let mut places = BTreeMap::new();
    let mut rules = Vec::new();
    for rule in registry().iter() {
        if all().any(|placed| placed.finding.rule == rule.name) {
            places.insert(rule.name, rules.len());
            rules.push(described(rule));
        }
    }
    let results: Vec<Value> = all().map(|placed| result(placed, &places)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "Cadastre",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                }
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": {
                "unusedWaivers": waivers(&told.unused),
                "expiredWaivers": waivers(&told.expired),
            },
        }],
    })
}

fn waivers(waivers: &[Waiver]) -> Vec<String> {
    let told = waivers.iter();
    told.map(|waiver| format!("{}: {}", waiver.rule, waiver.words()))
        .collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn described(rule: &Rule) -> Value {
    let page = rule.page();
    let section = |heading: &str| {
        let words = page.section(heading).unwrap_or_default();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let what = section("What");
    json!({
        "id": rule.name,
        "shortDescription": { "text": what },
        "fullDescription": { "text": format!("{what} {}", section("Why")) },
        "help": {
            "text": format!("{} {}", section("Fix"), section("When it is safe to ignore")),
            "markdown": pages::page(rule, "#"),
        },
        "defaultConfiguration": { "level": rule.severity.map_or("none", level) },
        "properties": { "tags": [rule.group.title(), rule.criterion.id()] },
    })
}

fn result(placed: &Placed, places: &BTreeMap<&str, usize>) -> Value {
    let finding = &placed.finding;
    let mut physical = json!({ "artifactLocation": { "uri": uri(&placed.file) } });
    // A document is no text with lines that anybody reads.
    if !placed.file.ends_with(".json") {
        let mut region = json!({ "startLine": placed.line });
        if let Some(column) = placed.column {
            region["startColumn"] = json!(column);
        }
        physical["region"] = region;
    }
    let mut text = format!("{} {} {}", finding.message(), finding.what, finding.why);
    if let Some(fix) = &finding.fix_text {
        text.push(' ');
        text.push_str(fix);
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{
            "physicalLocation": physical,
            "logicalLocations": [{ "fullyQualifiedName": placed.object }],
        }],
        "partialFingerprints": { "cadastre/v1": format!("{} {} {}", finding.rule, placed.object, finding.title) },
    });
    if let Some(place) = places.get(finding.rule) {
        result["ruleIndex"] = json!(place);
    }
    if let Some(waiver) = &placed.waived {
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": waiver.words(),
        }]);
    }
    result
}

/// The path as a URI reference (RFC 3986): what is no letter, digit or one of `-._~/` is written as its bytes.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.strip_prefix("./").unwrap_or(&path).bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
