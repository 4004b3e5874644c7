//! `cadastre.toml`: profile, stances, severities, waivers and facts of a project, for the command line.

use std::collections::BTreeMap;
use std::path::Path;

use cadastre::model::naming::distance;
use cadastre::model::{Document, Facts, ObjectRef, Schema, TenancyMode, Waiver};
use cadastre::rules::profile::PROFILES;
use cadastre::rules::stance::{STANCES, stance};
use cadastre::rules::{Severity, registry};
use serde::Deserialize;
use toml::Spanned;

use crate::clock::today;
use crate::failure::Failure;
use crate::input;
use crate::output::say;

/// Where it is looked for when none is named.
const NAME: &str = "cadastre.toml";

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    profile: Option<Spanned<String>>,
    postgresql: Option<u16>,
    tenancy: WrittenTenancy,
    stances: BTreeMap<Spanned<String>, Spanned<String>>,
    severities: BTreeMap<Spanned<String>, Spanned<String>>,
    rows: BTreeMap<String, u64>,
    retention: BTreeMap<String, String>,
    waivers: Vec<WrittenWaiver>,
    facts: Facts,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WrittenTenancy {
    mode: Option<TenancyMode>,
    column: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWaiver {
    rule: Spanned<String>,
    #[serde(default)]
    object: Option<Spanned<String>>,
    reason: Spanned<String>,
    #[serde(default)]
    author: String,
    #[serde(default)]
    expires: Option<String>,
}

/// What the file says, its names known.
#[derive(Debug, Default)]
pub struct Config {
    /// Profile.
    pub profile: Option<String>,
    /// Rows of tables, by name.
    pub rows: BTreeMap<String, u64>,
    written: Written,
    path: String,
    text: String,
}

/// Reads the file named, or `cadastre.toml` of the current folder where there is one.
///
/// # Errors
/// When it cannot be read, is no TOML, or says what nothing knows; the error tells line and column.
pub fn load(named: Option<&Path>) -> Result<Config, Failure> {
    let path = named.unwrap_or(Path::new(NAME));
    if named.is_none() && !path.is_file() {
        return Ok(Config::default());
    }
    let text = input::text(path)?;
    let shown = path.display().to_string();
    let written: Written = toml::from_str(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        failure(&shown, &text, at, &readable(error.message()))
    })?;
    let config = Config {
        profile: written.profile.as_ref().map(|name| name.get_ref().clone()),
        rows: written.rows.clone(),
        written,
        path: shown,
        text,
    };
    config.check()?;
    Ok(config)
}

impl Config {
    /// Every name in it is one that something knows.
    fn check(&self) -> Result<(), Failure> {
        let written = &self.written;
        if let Some(name) = &written.profile {
            self.known("profile", name, PROFILES.iter().map(|one| one.name))?;
        }
        for (key, value) in &written.stances {
            self.known("stance", key, STANCES.iter().map(|one| one.key))?;
            let Some(stance) = stance(key.get_ref()) else {
                continue;
            };
            if !stance.takes(value.get_ref()) {
                let reason = format!(
                    "`{}` is no value of {}: {}",
                    value.get_ref(),
                    stance.key,
                    stance.choices()
                );
                return Err(self.fault(value.span().start, &reason));
            }
        }
        for (rule, word) in &written.severities {
            self.known("rule", rule, registry().iter().map(|rule| rule.name))?;
            if Severity::parse(word.get_ref()).is_none() {
                let reason = format!(
                    "`{}` is no severity: error, warning, info or off",
                    word.get_ref()
                );
                return Err(self.fault(word.span().start, &reason));
            }
        }
        for waiver in &written.waivers {
            self.known(
                "rule",
                &waiver.rule,
                registry().iter().map(|rule| rule.name),
            )?;
            if waiver.reason.get_ref().trim().is_empty() {
                return Err(self.fault(waiver.reason.span().start, "a waiver needs a reason"));
            }
        }
        Ok(())
    }

    fn known<'a>(
        &self,
        kind: &str,
        name: &Spanned<String>,
        all: impl Iterator<Item = &'a str>,
    ) -> Result<(), Failure> {
        let all: Vec<&str> = all.collect();
        if all.contains(&name.get_ref().as_str()) {
            return Ok(());
        }
        let reason = format!(
            "there is no {kind} `{}`{}",
            name.get_ref(),
            meant(name.get_ref(), &all)
        );
        Err(self.fault(name.span().start, &reason))
    }

    fn fault(&self, at: usize, reason: &str) -> Failure {
        failure(&self.path, &self.text, at, reason)
    }

    /// Puts what needs no object into a document.
    pub fn settle(&self, document: &mut Document) {
        let written = &self.written;
        let settings = &mut document.settings;
        if let Some(profile) = &self.profile {
            settings.profile.clone_from(profile);
        }
        if let Some(version) = written.postgresql {
            settings.postgresql = version;
        }
        for (key, value) in &written.stances {
            settings
                .stances
                .insert(key.get_ref().clone(), value.get_ref().clone());
        }
        for (rule, word) in &written.severities {
            settings
                .severities
                .insert(rule.get_ref().clone(), word.get_ref().clone());
        }
        if written.facts != Facts::default() {
            *settings.facts = written.facts.clone();
        }
        // Facts read from a file that is kept with the code are as old as the check.
        if *settings.facts != Facts::default() && settings.facts.as_of.is_empty() {
            settings.facts.as_of = today();
        }
        if let Some(mode) = written.tenancy.mode {
            document.tenancy.mode = mode;
        }
        if let Some(column) = &written.tenancy.column {
            document.tenancy.column = Some(column.clone());
        }
    }

    /// Puts rows, retention and waivers onto the objects of a document.
    ///
    /// # Errors
    /// When a waiver names an object that is not there.
    pub fn place(&self, document: &mut Document) -> Result<(), Failure> {
        self.place_rows(document);
        for (name, retention) in &self.written.retention {
            if let Some(ObjectRef::Table(id)) = object(&document.schema, name) {
                document.scale.entry(id).or_default().retention = Some(retention.clone());
            }
        }
        for waiver in &self.written.waivers {
            self.waive(document, waiver)?;
        }
        Ok(())
    }

    /// Puts the rows onto the tables of a document.
    pub fn place_rows(&self, document: &mut Document) {
        for (name, rows) in &self.written.rows {
            if let Some(ObjectRef::Table(id)) = object(&document.schema, name) {
                document.scale.entry(id).or_default().rows = Some(*rows);
            }
        }
    }

    fn waive(&self, document: &mut Document, waiver: &WrittenWaiver) -> Result<(), Failure> {
        let rule = waiver.rule.get_ref();
        let place = match &waiver.object {
            None => Some(ObjectRef::Whole),
            Some(name) => object(&document.schema, name.get_ref()),
        };
        let Some(place) = place else {
            // The base may lack what the change brings, so this is no error.
            say(&format!("The waiver of {rule} names what is not there."));
            return Ok(());
        };
        let id = document.allocate();
        document.waivers.insert(
            id,
            Waiver {
                id,
                rule: rule.clone(),
                object: place,
                reason: waiver.reason.get_ref().clone(),
                author: waiver.author.clone(),
                expires: waiver.expires.clone(),
            },
        );
        Ok(())
    }
}

/// The table (`orders`, `billing.orders`) or the part of one (`orders.total`) that people call so.
fn object(schema: &Schema, name: &str) -> Option<ObjectRef> {
    let name = name.strip_prefix("public.").unwrap_or(name);
    schema.tables.values().find_map(|table| {
        let shown = table.qualified_name().to_string();
        if shown == name {
            return Some(ObjectRef::Table(table.id));
        }
        let part = name.strip_prefix(&shown)?.strip_prefix('.')?;
        let column = table
            .column_named(part)
            .map(|one| ObjectRef::Column(table.id, one.id));
        let constraint = || {
            let mut all = table.constraints.iter();
            let found = all.find(|one| one.name == part)?;
            Some(ObjectRef::Constraint(table.id, found.id))
        };
        let index = || {
            let found = table.indexes.iter().find(|one| one.name == part)?;
            Some(ObjectRef::Index(table.id, found.id))
        };
        column.or_else(constraint).or_else(index)
    })
}

/// What the reader of TOML says, with the nearest name in place of all of them.
fn readable(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    match (message.starts_with("unknown field"), quoted.next()) {
        (true, Some(name)) => {
            let all: Vec<&str> = quoted.collect();
            format!("there is no key `{name}` here{}", meant(name, &all))
        }
        _ => message.to_string(),
    }
}

/// `; perhaps x is meant`, where a name is near.
fn meant(name: &str, all: &[&str]) -> String {
    let letters = |text: &str| text.chars().collect::<Vec<char>>();
    let nearest = all
        .iter()
        .min_by_key(|one| distance(&letters(name), &letters(one)));
    match nearest {
        Some(one) if distance(&letters(name), &letters(one)) <= one.len().div_ceil(2) => {
            format!("; perhaps `{one}` is meant")
        }
        _ => format!("; there are {}", all.join(", ")),
    }
}

fn failure(path: &str, text: &str, at: usize, reason: &str) -> Failure {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    Failure::Config {
        path: path.to_string(),
        line,
        column: last.chars().count() + 1,
        reason: reason.trim_end_matches('.').to_string(),
    }
}
