//! Time, which the core does not know.

use js_sys::Date;

/// Milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// Milliseconds since the page was opened, with a fraction; for measuring.
pub fn elapsed() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Today as `YYYY-MM-DD`, in the user's time zone.
pub fn today() -> String {
    let date = Date::new_0();
    format!(
        "{:04}-{:02}-{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date()
    )
}

/// An id that no other document of this browser has: time and chance, in base 36.
pub fn fresh_id() -> String {
    let chance = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("d{:x}-{chance:08x}", now() as u64)
}

/// Does some work and leaves how long it took in the browser's timeline (User Timing), under a name, for the benchmark and
/// for the browser's own profiler. Only the last of a name is kept.
pub fn measured<R>(name: &str, work: impl FnOnce() -> R) -> R {
    let performance = web_sys::window().and_then(|window| window.performance());
    let begin = format!("{name} begins");
    if let Some(performance) = &performance {
        let _ = performance.mark(&begin);
    }
    let result = work();
    if let Some(performance) = &performance {
        performance.clear_measures_with_measure_name(name);
        let _ = performance.measure_with_start_mark(name, &begin);
        performance.clear_marks_with_mark_name(&begin);
    }
    result
}
