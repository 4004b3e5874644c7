//! Any text as a document: refused with a reason, or loaded, written in every format, reviewed, and saved to what loads the same.
#![no_main]

use cadastre::debate::{self, report};
use cadastre::export::{self, document};
use cadastre::review::Review;
use cadastre::rules::registry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(loaded) = document::load(text) else {
        return;
    };
    for format in export::FORMATS {
        format.write(&loaded);
    }
    Review::full(&loaded);
    let entries = report::entries(&loaded, registry(), None);
    for form in report::REPORTS {
        form.write(&loaded, &entries, "");
    }
    let _ = debate::merge(&loaded, &loaded);
    for id in loaded.debate.proposals.keys() {
        if let Ok(link) = debate::link(&loaded, id) {
            assert!(debate::read_link(&link).is_ok());
        }
    }
    let saved = document::save(&loaded);
    match document::load(&saved) {
        Ok(again) => assert!(document::save(&again) == saved),
        Err(error) => panic!("{error}"),
    }
});
