//! Every rule's examples run on a real server, those that PostgreSQL refuses fail there, and what a fix makes of an example
//! loads again.

use std::ops::ControlFlow;

use cadastre::export;
use cadastre::import::{self, Options, Source};
use cadastre::lint;
use cadastre::model::{Document, Op};
use cadastre::review::Review;
use cadastre::rules::{Rule, registry};

use super::server::Server;

/// The tables the catalogue's examples stand beside.
const GIVEN: &str = "
CREATE TABLE organizations(org_id uuid PRIMARY KEY, name text);
CREATE TABLE users(user_id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, email text);
CREATE TABLE p(id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations, UNIQUE(org_id, id));
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
";

/// Tables with rows that the examples of migrations change.
const GIVEN_IN_USE: &str = include_str!("../native/rules_given.sql");

/// Each script in a schema of its own, so that one database serves them all.
fn run(scripts: &[(String, String, bool)]) -> Vec<String> {
    let database = Server::get().database();
    let mut wrong = Vec::new();
    for (name, sql, refused) in scripts {
        let script = format!("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n{sql}");
        match database.run(&script) {
            Err(reason) if !refused => wrong.push(format!("{name}: {reason}\n{sql}")),
            Ok(_) if *refused => wrong.push(format!(
                "{name}: PostgreSQL accepts what is said to be refused"
            )),
            _ => {}
        }
    }
    wrong
}

fn script(rule: &Rule, example: &str) -> String {
    let given = if rule.alone { "" } else { GIVEN };
    // The example of two schemas would meet itself again in the next script.
    let tidy = "DROP SCHEMA IF EXISTS tenant_a CASCADE; DROP SCHEMA IF EXISTS tenant_b CASCADE; DROP SCHEMA IF EXISTS w CASCADE;";
    if rule.check.script().is_some() {
        return format!("{tidy}\n{given}\n{GIVEN_IN_USE}\n{}", migrations(example));
    }
    format!("{tidy}\n{given}\n{example}\n;")
}

/// The files of an example in the order in which they run, each followed by its way back. What is no statement of theirs (the
/// file of the whole schema, a lock file) does not run.
fn migrations(example: &str) -> String {
    let mut sql = String::new();
    for pair in lint::pasted(&format!("{example};")).pairs {
        sql.push_str(&pair.up.text);
        sql.push_str(&pair.down.map(|down| down.text).unwrap_or_default());
    }
    sql
}

#[test]
fn examples_run_on_postgresql() {
    let mut scripts = Vec::new();
    for rule in registry() {
        scripts.push((
            format!("{} fail", rule.name),
            script(rule, rule.page().fail),
            rule.refused,
        ));
        scripts.push((
            format!("{} pass", rule.name),
            script(rule, rule.page().pass),
            false,
        ));
    }
    let wrong = run(&scripts);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn mended_examples_load() {
    let mut scripts = Vec::new();
    for rule in registry()
        .iter()
        .filter(|rule| rule.fix.is_some() && rule.name != "structural")
    {
        let source = Source {
            name: "example.sql".into(),
            text: script(rule, rule.page().fail),
        };
        let import = import::read(&[source], &Options::default(), &mut |_| {
            ControlFlow::Continue(())
        })
        .unwrap();
        let mut document = Document::new(rule.name, import.schema);
        if rule.severity.is_none() {
            let severities = &mut document.settings.severities;
            severities.insert(rule.name.into(), "warning".into());
        }
        for (key, value) in rule.stances {
            let stances = &mut document.settings.stances;
            stances.insert((*key).into(), (*value).into());
        }
        let review = Review::full(&document);
        let findings: Vec<_> = review
            .findings()
            .iter()
            .filter(|finding| finding.rule == rule.name && finding.fixable)
            .cloned()
            .collect();
        for finding in findings {
            // An earlier fix may have mended this one too.
            if let Some(ops) = Review::full(&document).fix(&document, &finding) {
                Op::apply_all(ops, &mut document).unwrap();
            }
        }
        scripts.push((
            format!("{} mended", rule.name),
            export::sql::document(&document),
            false,
        ));
    }
    let wrong = run(&scripts);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
