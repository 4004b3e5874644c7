//! How migrations are numbered: counted, or by the time they were made.

/// A way to number migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// `001`, `002`, with at least so many digits.
    Sequence {
        /// Digits, filled with zeros.
        digits: usize,
    },
    /// `20260131235959`: year, month, day, hour, minute, second in UTC.
    Timestamp,
    /// `2026-01-31-235959`, as diesel writes it.
    Dashed,
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970, as node-pg-migrate writes them.
    Milliseconds,
    /// Not numbered: the migration's own hash, and the name of the one before in the file.
    Chained,
}

impl Numbering {
    /// Names on the command line, with what they stand for.
    pub const NAMES: &[(&'static str, Numbering)] = &[
        ("sequence", Numbering::Sequence { digits: 3 }),
        ("timestamp", Numbering::Timestamp),
    ];

    /// The version with this number; empty where versions are not numbers.
    pub fn render(self, number: u64) -> String {
        match self {
            Numbering::Sequence { digits } => format!("{number:0digits$}"),
            Numbering::Timestamp => format!("{number:014}"),
            Numbering::Dashed => {
                let whole = format!("{number:014}");
                let part = |from: usize, to: usize| whole.get(from..to).unwrap_or_default();
                let rest = whole.get(8..).unwrap_or_default();
                format!("{}-{}-{}-{rest}", part(0, 4), part(4, 6), part(6, 8))
            }
            Numbering::Seconds | Numbering::Milliseconds => number.to_string(),
            Numbering::Chained => String::new(),
        }
    }

    /// What the digits of a version are, and their number.
    pub fn read(version: &str) -> Option<(Numbering, u64)> {
        let digits: String = version.chars().filter(char::is_ascii_digit).collect();
        let number = digits.parse().ok()?;
        let numbering = match (version.contains('-'), digits.len()) {
            (true, 14) => Numbering::Dashed,
            (false, 14) => Numbering::Timestamp,
            (false, 13) => Numbering::Milliseconds,
            (false, 10) if !version.starts_with('0') => Numbering::Seconds,
            (false, length) if length == version.len() => Numbering::Sequence { digits: length },
            _ => return None,
        };
        Some((numbering, number))
    }

    /// The number after this one: one more, or a second later.
    pub fn following(self, number: u64) -> u64 {
        match self {
            Numbering::Timestamp | Numbering::Dashed => match seconds_of(number) {
                Some(seconds) => stamp(seconds.saturating_add(1)),
                None => number.saturating_add(1),
            },
            _ => number.saturating_add(1),
        }
    }

    /// The first number of new migrations, made `now` seconds after 1970, after the greatest there is. Never one that is taken,
    /// even where another's clock was ahead.
    pub fn next(self, greatest: Option<u64>, now: u64) -> u64 {
        let after = greatest.map(|number| self.following(number));
        let own = match self {
            Numbering::Sequence { .. } | Numbering::Chained => return after.unwrap_or(1),
            Numbering::Timestamp | Numbering::Dashed => stamp(now),
            Numbering::Seconds => now,
            Numbering::Milliseconds => now.saturating_mul(1000),
        };
        after.map_or(own, |after| after.max(own))
    }
}

const DAY: u64 = 86_400;

/// `YYYY-MM-DD` of a second since 1970, in UTC.
pub fn date(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / DAY);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `YYYYMMDDhhmmss` of a second since 1970.
fn stamp(seconds: u64) -> u64 {
    let (year, month, day) = civil(seconds / DAY);
    let of_day = seconds % DAY;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    ((((year * 100 + month) * 100 + day) * 100 + hour) * 100 + minute) * 100 + second
}

/// The second since 1970 of `YYYYMMDDhhmmss`, if it is a time of the calendar.
fn seconds_of(stamp: u64) -> Option<u64> {
    let part = |divisor: u64, modulus: u64| stamp / divisor % modulus;
    let (year, month, day) = (
        stamp / 10_000_000_000,
        part(100_000_000, 100),
        part(1_000_000, 100),
    );
    let (hour, minute, second) = (part(10_000, 100), part(100, 100), part(1, 100));
    let plausible = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    plausible.then(|| days(year, month, day) * DAY + hour * 3600 + minute * 60 + second)
}

/// Year, month and day of a day since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// The day since 1970-01-01 of a date not before it.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year % 400;
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        // date -u -d @1770000000 and @951782400
        assert_eq!(stamp(1_770_000_000), 20_260_202_024_000);
        assert_eq!(date(951_782_400), "2000-02-29");
        assert_eq!(date(0), "1970-01-01");
        for seconds in [0, 951_782_399, 1_709_251_199, 1_770_000_000, 4_102_444_800] {
            assert_eq!(seconds_of(stamp(seconds)), Some(seconds));
        }
    }

    #[test]
    fn a_second_later_may_be_next_year() {
        let numbering = Numbering::Timestamp;
        assert_eq!(numbering.following(20_261_231_235_959), 20_270_101_000_000);
        assert_eq!(numbering.following(20_240_228_235_959), 20_240_229_000_000);
        // What is no time is counted on.
        assert_eq!(numbering.following(0), 1);
    }

    #[test]
    fn versions_are_read_as_they_are_written() {
        for version in [
            "001",
            "0042",
            "000007",
            "1770000000",
            "1770000000123",
            "20260131235959",
            "2026-01-31-235959",
        ] {
            let (numbering, number) = Numbering::read(version).unwrap();
            assert_eq!(numbering.render(number), version);
        }
        assert_eq!(Numbering::read("1.2"), None);
        assert_eq!(Numbering::read("x"), None);
    }

    #[test]
    fn the_next_number_is_never_taken() {
        let sequence = Numbering::Sequence { digits: 3 };
        assert_eq!(sequence.next(None, 5), 1);
        assert_eq!(sequence.next(Some(41), 5), 42);
        assert_eq!(
            Numbering::Timestamp.next(Some(20_200_101_000_000), 1_770_000_000),
            20_260_202_024_000
        );
        assert_eq!(
            Numbering::Timestamp.next(Some(20_990_101_000_000), 1_770_000_000),
            20_990_101_000_001
        );
    }
}
