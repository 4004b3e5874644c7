//! Any text as a document: refused with a reason, or loaded, written in every format, and saved to what loads the same.
#![no_main]

use cadastre::export::{self, document};
use cadastre::review::Review;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(loaded) = document::load(text) else {
        return;
    };
    for format in export::FORMATS {
        format.write(&loaded);
    }
    Review::full(&loaded);
    let saved = document::save(&loaded);
    match document::load(&saved) {
        Ok(again) => assert!(document::save(&again) == saved),
        Err(error) => panic!("{error}"),
    }
});
