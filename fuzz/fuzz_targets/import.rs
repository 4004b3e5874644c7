//! Any bytes: told to be no text, or read, written and read again without a panic, the model whole each time.
#![no_main]

#[path = "../../tests/native/whole.rs"]
mod whole;

use cadastre::export;
use cadastre::import;
use cadastre::model::Document;
use libfuzzer_sys::fuzz_target;
use whole::{assert_whole, read};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = import::sniff(bytes) else {
        return;
    };
    let import = read(&text, None);
    assert_whole(&text, &import);
    let mut document = Document::new("Fuzz", import.schema);
    document.settings.dialect = import.dialect;
    for format in export::FORMATS {
        format.write(&document);
        format.losses(&document);
    }
    let written = export::sql::document(&document);
    assert_whole(&written, &read(&written, None));
});
