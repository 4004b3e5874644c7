//! Turns the bytes of a file into text, or says clearly why they are none.

use thiserror::Error;

/// Largest file that is read, in bytes.
pub const MAXIMUM_BYTES: usize = 100 * 1024 * 1024;

/// Why bytes are not SQL text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Nothing but blanks.
    #[error("The file is empty.")]
    Empty,
    /// Too much to read.
    #[error(
        "The file has {megabytes} MB; up to 100 MB are read. Export the schema without its rows: `pg_dump --schema-only`."
    )]
    TooLarge {
        /// Its size.
        megabytes: usize,
    },
    /// pg_dump's custom format.
    #[error(
        "This is a dump in PostgreSQL's custom format. Turn it into SQL: `pg_restore --schema-only -f schema.sql FILE`, or dump again with `pg_dump --schema-only`."
    )]
    CustomDump,
    /// A known kind of file that is not text.
    #[error("This is {0}, not SQL text.")]
    KnownBinary(&'static str),
    /// Bytes that no text has.
    #[error("This is a binary file, not SQL text: byte {position} is zero.")]
    Binary {
        /// Offset of the first zero byte.
        position: usize,
    },
    /// Not UTF-8.
    #[error("Line {line} is not UTF-8 text. Save the file as UTF-8 and bring it again.")]
    Encoding {
        /// Line of the first byte that is not UTF-8, from 1.
        line: usize,
    },
}

/// Beginnings of files that are no text.
const MAGIC: [(&[u8], &str); 11] = [
    (
        b"PK\x03\x04",
        "a zip archive (unpack it and bring the .sql files)",
    ),
    (
        b"\x1f\x8b",
        "gzip-compressed (unpack it first: `gunzip FILE`)",
    ),
    (b"BZh", "bzip2-compressed (unpack it first)"),
    (b"\xfd7zXZ\x00", "xz-compressed (unpack it first)"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed (unpack it first)"),
    (
        b"SQLite format 3\x00",
        "an SQLite database (export its schema: `sqlite3 FILE .schema`)",
    ),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x7fELF", "a program"),
    (b"GIF8", "a GIF picture"),
];

/// The text of a file: UTF-8, or UTF-16 where its byte order mark says so; marks are taken off.
///
/// # Errors
/// When the bytes are empty, too many, binary, or of another encoding.
pub fn sniff(bytes: &[u8]) -> Result<String, ReadError> {
    if bytes.len() > MAXIMUM_BYTES {
        return Err(ReadError::TooLarge {
            megabytes: bytes.len().div_ceil(1024 * 1024),
        });
    }
    if bytes.starts_with(b"PGDMP") {
        return Err(ReadError::CustomDump);
    }
    for (magic, kind) in MAGIC {
        if bytes.starts_with(magic) {
            return Err(ReadError::KnownBinary(kind));
        }
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest)?,
        _ => utf8(bytes)?,
    };
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(text)
}

fn utf8(bytes: &[u8]) -> Result<String, ReadError> {
    if let Some(position) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ReadError::Binary { position });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_string()),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or(&[]);
            Err(ReadError::Encoding {
                line: line_after(good),
            })
        }
    }
}

fn line_after(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count() + 1
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ReadError> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => {
                return Err(ReadError::Encoding {
                    line: line_after(text.as_bytes()),
                });
            }
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_utf16_become_plain_text() {
        assert_eq!(sniff(b"\xef\xbb\xbfselect 1").unwrap(), "select 1");
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("sélect".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(sniff(&utf16).unwrap(), "sélect");
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert_eq!(sniff(b" \n\t"), Err(ReadError::Empty));
        assert_eq!(sniff(b"PGDMP\x01\x0e"), Err(ReadError::CustomDump));
        assert!(matches!(
            sniff(b"PK\x03\x04xx"),
            Err(ReadError::KnownBinary(_))
        ));
        assert_eq!(sniff(b"ab\0c"), Err(ReadError::Binary { position: 2 }));
        assert_eq!(sniff(b"a\nb\xff"), Err(ReadError::Encoding { line: 2 }));
        let large = vec![b' '; MAXIMUM_BYTES + 1];
        assert_eq!(sniff(&large), Err(ReadError::TooLarge { megabytes: 101 }));
    }
}
