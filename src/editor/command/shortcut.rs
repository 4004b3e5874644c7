//! Keys as data, so that they are shown and matched from one record.

use std::fmt;

/// A key with the keys held beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Ctrl, or Command.
    pub control: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The key as `KeyboardEvent.key` names it, letters in upper case, the digit for a shifted digit.
    pub key: &'static str,
}

pub(super) const fn plain(key: &'static str) -> Shortcut {
    Shortcut {
        control: false,
        shift: false,
        alt: false,
        key,
    }
}

pub(super) const fn control(key: &'static str) -> Shortcut {
    Shortcut {
        control: true,
        ..plain(key)
    }
}

pub(super) const fn shift(key: &'static str) -> Shortcut {
    Shortcut {
        shift: true,
        ..plain(key)
    }
}

pub(super) const fn control_shift(key: &'static str) -> Shortcut {
    Shortcut {
        shift: true,
        ..control(key)
    }
}

pub(super) const fn alt(key: &'static str) -> Shortcut {
    Shortcut {
        alt: true,
        ..plain(key)
    }
}

pub(super) const fn alt_shift(key: &'static str) -> Shortcut {
    Shortcut {
        shift: true,
        ..alt(key)
    }
}

impl Shortcut {
    /// Whether these are the keys pressed. `key` is `KeyboardEvent.key`, `code` is `KeyboardEvent.code`, which tells a digit
    /// that Shift turns into a sign.
    pub fn matches(&self, key: &str, code: &str, control: bool, shift: bool, alt: bool) -> bool {
        let digit = code.strip_prefix("Digit").or(code.strip_prefix("Numpad"));
        let same = key.eq_ignore_ascii_case(self.key)
            || digit == Some(self.key)
            || (alt && code.strip_prefix("Key") == Some(self.key));
        // A sign such as `?` is what it is, however it is typed.
        let is_sign = self.key.len() == 1 && !self.key.chars().all(|c| c.is_ascii_alphanumeric());
        same && self.control == control && self.alt == alt && (is_sign || self.shift == shift)
    }
}

/// As people read it: `Ctrl Shift Z`, `Del`, `F2`.
impl fmt::Display for Shortcut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.control, "Ctrl "),
            (self.alt, "Alt "),
            (self.shift, "Shift "),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        f.write_str(match self.key {
            "Delete" => "Del",
            "Escape" => "Esc",
            "=" => "+",
            "-" => "−",
            key => key,
        })
    }
}
