//! A script being written: statements, blank lines between groups, headings.

/// Collects statements.
pub(super) struct Script {
    text: String,
    section: &'static str,
    headings: bool,
}

impl Script {
    pub(super) fn new() -> Self {
        Script {
            text: String::new(),
            section: "",
            headings: true,
        }
    }

    /// Of a few objects, which need no headings.
    pub(super) fn alone() -> Self {
        Script {
            headings: false,
            ..Script::new()
        }
    }

    /// Begins a section, unless it is the current one.
    pub(super) fn section(&mut self, name: &'static str) {
        if self.headings && self.section != name {
            self.section = name;
            self.blank();
            self.text.push('\n');
            self.line(&format!("-- {name}"));
            self.text.push('\n');
        }
    }

    /// A blank line, unless there is one.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A statement with its semicolon.
    pub(super) fn statement(&mut self, sql: &str) {
        self.text
            .push_str(&crate::sql::writer::closed(sql.trim_end()));
        self.text.push_str(";\n");
    }

    /// A statement after a blank line.
    pub(super) fn spaced(&mut self, sql: &str) {
        self.blank();
        self.statement(sql);
    }

    /// Several statements.
    pub(super) fn statements(&mut self, statements: impl IntoIterator<Item = String>) {
        for statement in statements {
            self.statement(&statement);
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}
