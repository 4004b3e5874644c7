//! The command line: the same engine as the page, for terminals and for continuous integration.
//!
//! What it prints as JSON and the status it ends with are a contract; others' builds rely on them. Results go to standard
//! output, everything said about the run to standard error.

mod arguments;
mod check;
mod clock;
mod config;
mod export;
mod failure;
mod import;
mod input;
mod into;
mod migrate;
mod migrations;
mod output;
mod queries;
mod review;
mod rules;
mod tenancy;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// What a command that could run ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Nothing wrong.
    Good,
    /// Findings of the level error.
    Errors,
}

fn main() -> ExitCode {
    // Wrong arguments end the process here, with status 2 and the reason on standard error.
    let arguments = Arguments::parse();
    let result = match &arguments.command {
        Command::Check(arguments) => check::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Migrate(arguments) => migrate::run(arguments),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Review(arguments) => review::run(arguments),
        Command::Tenancy(arguments) => tenancy::run(arguments),
    };
    match result {
        Ok(Verdict::Good) => ExitCode::SUCCESS,
        Ok(Verdict::Errors) => ExitCode::from(1),
        Err(failure) => {
            output::say(&failure.to_string());
            ExitCode::from(2)
        }
    }
}
