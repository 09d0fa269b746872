//! Zips that say nothing but what is in them: one fixed moment, one order, one compression.

use std::io::{Cursor, Write};

use prep_model::time::Timestamp;
use time::UtcOffset;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Level of deflate: on databases a higher one takes twice the time for a few hundredths of the size.
const LEVEL: i64 = 6;

/// How a zip begins.
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";

/// How every file of a zip is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zips {
    modified: DateTime,
}

impl Zips {
    /// With `at` by the entidad's clock as the moment of every file; a zip knows even seconds only,
    /// from 1980 to 2107.
    pub(super) fn at(at: Timestamp, utc_offset_minutes: i16) -> Self {
        let seconds = i32::from(utc_offset_minutes) * 60;
        let offset = UtcOffset::from_whole_seconds(seconds).unwrap_or(UtcOffset::UTC);
        let local = at.at_offset(offset);
        let modified = DateTime::from_date_and_time(
            u16::try_from(local.year()).unwrap_or_default(),
            u8::from(local.month()),
            local.day(),
            local.hour(),
            local.minute(),
            local.second(),
        );
        Self {
            modified: modified.unwrap_or_default(),
        }
    }

    /// The bytes of a zip with `files` in their order. What is a zip already is stored as it is.
    pub(super) fn write(self, files: &[(&str, &[u8])]) -> Result<Vec<u8>, ZipError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            let options = SimpleFileOptions::default()
                .last_modified_time(self.modified)
                .unix_permissions(0o644);
            let options = if bytes.starts_with(ZIP_MAGIC) {
                options.compression_method(CompressionMethod::Stored)
            } else {
                options
                    .compression_method(CompressionMethod::Deflated)
                    .compression_level(Some(LEVEL))
            };
            zip.start_file(*name, options)?;
            zip.write_all(bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn what_goes_in_comes_out_under_its_name_and_the_moment_of_the_corte() {
        let zips = Zips::at("2024-06-03T02:00:31Z".parse().unwrap(), -360);
        let inner = zips.write(&[("a.csv", b"a,b\r\n"), ("leeme.txt", b"hola")]);
        let outer = zips.write(&[("PREP_GUB.zip", &inner.unwrap())]).unwrap();
        assert_eq!(
            outer,
            zips.write(&[("PREP_GUB.zip", &{
                let again = zips.write(&[("a.csv", b"a,b\r\n"), ("leeme.txt", b"hola")]);
                again.unwrap()
            })])
            .unwrap()
        );
        let mut outer = ZipArchive::new(Cursor::new(outer)).unwrap();
        let mut bytes = Vec::new();
        let mut file = outer.by_name("PREP_GUB.zip").unwrap();
        assert_eq!(file.compression(), CompressionMethod::Stored);
        file.read_to_end(&mut bytes).unwrap();
        let mut inner = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        let mut file = inner.by_index(0).unwrap();
        assert_eq!(file.name().unwrap(), "a.csv");
        let moment = file.last_modified().unwrap();
        assert_eq!(
            (
                moment.day(),
                moment.hour(),
                moment.minute(),
                moment.second()
            ),
            (2, 20, 0, 30)
        );
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "a,b\r\n");
    }
}
