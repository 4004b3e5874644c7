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
