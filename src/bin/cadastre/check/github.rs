//! Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change.

use std::fmt::Write as _;

use cadastre::rules::Severity;

use super::Told;

/// One command a finding.
pub fn commands(told: &Told) -> String {
    let mut text = String::new();
    for placed in &told.findings {
        let finding = &placed.finding;
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let column = placed
            .column
            .map_or_else(String::new, |column| format!(",col={column}"));
        let mut message = format!("{} {} {}", finding.message(), finding.what, finding.why);
        if let Some(fix) = &finding.fix_text {
            let _ = write!(message, " {fix}");
        }
        let _ = writeln!(
            text,
            "::{level} file={},line={}{column},title={}::{}",
            property(&placed.file),
            placed.line,
            property(finding.rule),
            data(&message)
        );
    }
    text
}

/// A message: what would end the command is written as its code.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property: what would end it, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
