//! Several files as one zip, the same bytes for the same files: no clock stands in it.

use std::io::{Cursor, Write as _};

use thiserror::Error;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// A file to write: a path with `/` and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path, relative.
    pub path: String,
    /// Content.
    pub text: String,
}

/// Why files could not be put into a zip.
#[derive(Debug, Error)]
pub enum BundleError {
    /// The zip writer refused: two files of one name, or more than the format holds.
    #[error("the files do not fit into one zip: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The text could not be written.
    #[error("the zip could not be written: {0}")]
    Write(#[from] std::io::Error),
}

/// The files as a zip, in the order given, all dated 1 January 1980, the first day a zip knows.
///
/// # Errors
/// When two files have one path.
pub fn bundle(files: &[File]) -> Result<Vec<u8>, BundleError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in files {
        zip.start_file(file.path.as_str(), options)?;
        zip.write_all(file.text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.into(),
            text: text.into(),
        }
    }

    #[test]
    fn files_come_out_as_they_went_in() {
        let files = [
            file("init.sql", "SELECT 1;\n"),
            file("migrations/001_ä.up.sql", "ß"),
        ];
        let bytes = bundle(&files).expect("a zip");
        assert_eq!(bundle(&files).expect("a zip"), bytes);
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        for wanted in &files {
            let mut text = String::new();
            archive
                .by_name(&wanted.path)
                .expect("the file")
                .read_to_string(&mut text)
                .expect("its text");
            assert_eq!(text, wanted.text);
        }
    }

    #[test]
    fn one_path_twice_is_refused() {
        assert!(bundle(&[file("a", "1"), file("a", "2")]).is_err());
    }
}
