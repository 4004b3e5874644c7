//! A picture as a PNG, drawn a strip at a time: no browser has a canvas as large as the picture of a thousand tables.

use std::io::Write;

use gloo::timers::future::TimeoutFuture;
use png::{BitDepth, ColorType, Compression, Encoder};
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use crate::layout::Rect;
use crate::picture::Picture;

use super::paint::Painter;

/// Pixels that are drawn at a time: 24 MB while they are read back.
const STRIP: u32 = 6_000_000;
/// The broadest canvas that is drawn on, in pixels.
const TILE: u32 = 8_192;
/// The most pixels of a picture: more opens in hardly any viewer.
const PIXELS: f64 = 500_000_000.0;

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmade {
    /// It was stopped.
    Stopped,
    /// The browser has no room for it.
    NoRoom,
}

/// The largest scale of a picture that is made, `wanted` at the most.
pub fn fitting(picture: &Picture, wanted: f64) -> f64 {
    let (width, height) = (picture.view.width.max(1.0), picture.view.height.max(1.0));
    wanted.min((PIXELS / (width * height)).sqrt())
}

/// The picture as a PNG file. `tell` hears what part is done, from 0 to 1, and says whether to go on; the page lives between
/// the strips.
///
/// # Errors
/// When it was stopped, or the browser has no room.
pub async fn png(
    picture: &Picture,
    scale: f64,
    tell: impl Fn(f64) -> bool,
) -> Result<Vec<u8>, Unmade> {
    let side = |length: f64| (length * scale).ceil().max(1.0) as u32;
    let (width, height) = (side(picture.view.width), side(picture.view.height));
    let tile = width.min(TILE);
    let rows = (STRIP / tile).clamp(1, height);
    let painter = canvas(tile, rows)
        .and_then(|canvas| Painter::new(&canvas, picture))
        .ok_or(Unmade::NoRoom)?;
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let mut header = encoder.write_header().map_err(|_| Unmade::NoRoom)?;
    let mut writer = header.stream_writer().map_err(|_| Unmade::NoRoom)?;
    let mut strip = Vec::new();
    let mut top = 0;
    while top < height {
        let count = rows.min(height - top);
        strip.resize(width as usize * count as usize * 3, 0);
        for left in (0..width).step_by(tile as usize) {
            let part = Rect::new(
                f64::from(left),
                f64::from(top),
                f64::from(tile.min(width - left)),
                f64::from(count),
            );
            let pixels = painter.pixels(part, scale).ok_or(Unmade::NoRoom)?;
            put(
                &pixels,
                part.width as usize,
                left as usize,
                &mut strip,
                width as usize,
            );
        }
        writer.write_all(&strip).map_err(|_| Unmade::NoRoom)?;
        top += count;
        if !tell(f64::from(top) / f64::from(height)) {
            return Err(Unmade::Stopped);
        }
        TimeoutFuture::new(0).await;
    }
    writer.finish().map_err(|_| Unmade::NoRoom)?;
    header.finish().map_err(|_| Unmade::NoRoom)?;
    Ok(bytes)
}

fn canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

/// Puts a tile's pixels, four bytes each, into the strip's, three bytes each.
fn put(pixels: &[u8], tile: usize, left: usize, strip: &mut [u8], width: usize) {
    for (from, to) in pixels
        .chunks_exact(tile * 4)
        .zip(strip.chunks_exact_mut(width * 3))
    {
        let to = to.get_mut(left * 3..).unwrap_or_default();
        for (from, to) in from.chunks_exact(4).zip(to.chunks_exact_mut(3)) {
            if let [red, green, blue, _] = from {
                to.copy_from_slice(&[*red, *green, *blue]);
            }
        }
    }
}
