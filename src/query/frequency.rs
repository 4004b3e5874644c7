//! How often a pattern runs, in its author's words.

/// Calls a second of `42 / s`, `200 per second`, `20/h`, `5k per minute`, `once a day`, `every 5 minutes`; `None` when the words
/// say no number.
pub fn per_second(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase().replace(',', "");
    if let Some(rest) = text.strip_prefix("every ") {
        let (number, unit) = leading_number(rest);
        return Some(1.0 / (number.unwrap_or(1.0) * seconds(unit)?));
    }
    let once = ["once", "hourly", "daily", "weekly", "monthly"]
        .iter()
        .find(|word| text.starts_with(**word));
    let (number, rest) = match once {
        Some(word) if *word == "once" => (Some(1.0), text.trim_start_matches("once")),
        Some(_) => (Some(1.0), text.as_str()),
        None => leading_number(&text),
    };
    let unit = rest.trim_start_matches(|c: char| c == '/' || c.is_whitespace());
    let unit = ["calls", "times", "queries", "requests", "x"]
        .iter()
        .fold(unit, |unit, word| {
            unit.trim_start_matches(word).trim_start()
        });
    let unit = unit.trim_start_matches(['/', ' ']);
    let unit = unit
        .strip_prefix("per ")
        .or_else(|| unit.strip_prefix("an "))
        .or_else(|| unit.strip_prefix("a "))
        .unwrap_or(unit);
    let number = number?;
    let rate = number / seconds(unit)?;
    rate.is_finite().then_some(rate)
}

/// A number with `k` or `m` for thousands and millions, and what follows it.
fn leading_number(text: &str) -> (Option<f64>, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let Ok(number) = digits.parse::<f64>() else {
        return (None, text);
    };
    let apart = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    match rest.strip_prefix('k').filter(|rest| apart(rest)) {
        Some(rest) => (Some(number * 1e3), rest),
        None => match rest
            .strip_prefix('m')
            .filter(|rest| rest.trim_start().starts_with(['/', 'p']))
        {
            Some(rest) => (Some(number * 1e6), rest),
            None => (Some(number), rest),
        },
    }
}

fn seconds(unit: &str) -> Option<f64> {
    let word = unit.trim().trim_end_matches('.');
    let word = word.split_whitespace().next().unwrap_or("s");
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" | "rps" | "qps" => 1.0,
        "min" | "mins" | "minute" | "minutes" | "m" => 60.0,
        "h" | "hr" | "hour" | "hours" | "hourly" => 3_600.0,
        "d" | "day" | "days" | "daily" => 86_400.0,
        "w" | "week" | "weeks" | "weekly" => 604_800.0,
        "month" | "months" | "monthly" => 2_592_000.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::per_second;

    #[test]
    fn words_are_rates() {
        for (text, expected) in [
            ("42 / s", 42.0),
            ("200 per second", 200.0),
            ("20/h", 20.0 / 3600.0),
            ("5k per minute", 5000.0 / 60.0),
            ("1 / day", 1.0 / 86400.0),
            ("once an hour", 1.0 / 3600.0),
            ("every 5 minutes", 1.0 / 300.0),
            ("daily", 1.0 / 86400.0),
            ("1,500 qps", 1500.0),
            ("3 calls per minute", 0.05),
            ("7", 7.0),
        ] {
            let rate = per_second(text).unwrap_or_else(|| panic!("{text}"));
            assert!((rate - expected).abs() < 1e-9, "{text}: {rate}");
        }
        for text in ["", "often", "on login"] {
            assert_eq!(per_second(text), None, "{text}");
        }
    }
}
