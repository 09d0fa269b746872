use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::Unreadable;

/// Most bytes that the files of a package may have in all, unpacked: twenty times a national PREP.
const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Most files of a package.
const MAX_FILES: usize = 10_000;
/// How deep ZIP files may be nested; the official package has two levels.
const MAX_DEPTH: usize = 4;

/// A file within a package: where, and its bytes.
#[derive(Debug, Clone)]
pub(in crate::check) struct Entry<'a> {
    /// `outer.zip/inner.zip/base.csv`, without the name of the package itself.
    pub(in crate::check) path: String,
    pub(in crate::check) bytes: Cow<'a, [u8]>,
}

impl Entry<'_> {
    /// The same file without another copy of its bytes.
    pub(in crate::check) fn again(&self) -> Entry<'_> {
        Entry {
            path: self.path.clone(),
            bytes: Cow::Borrowed(&self.bytes),
        }
    }
}

/// What could not be taken out of a package, and why.
pub(in crate::check) struct Refused {
    pub(in crate::check) path: String,
    pub(in crate::check) why: String,
}

/// True if the bytes begin like a ZIP.
pub(in crate::check) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Takes out every file of a ZIP and of those nested in it, in their order.
pub(in crate::check) fn unpack(
    name: &str,
    bytes: &[u8],
) -> Result<(Vec<Entry<'static>>, Vec<Refused>), Unreadable> {
    let mut unpacking = Unpacking::default();
    match unpacking.add("", bytes, 0) {
        Ok(()) => Ok((unpacking.entries, unpacking.refused)),
        Err(why) => Err(Unreadable {
            name: name.to_owned(),
            message: why,
            remedy: "dé un paquete ZIP completo, como se publicó".to_owned(),
        }),
    }
}

#[derive(Default)]
struct Unpacking {
    entries: Vec<Entry<'static>>,
    refused: Vec<Refused>,
    bytes: u64,
}

impl Unpacking {
    fn add(&mut self, prefix: &str, bytes: &[u8], depth: usize) -> Result<(), String> {
        let mut archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| format!("no es un ZIP completo: está cortado o dañado ({error})"))?;
        for index in 0..archive.len() {
            if self.entries.len() >= MAX_FILES {
                return Err(format!("tiene más de {MAX_FILES} archivos"));
            }
            let (name, content) = match self.content(&mut archive, index) {
                Ok(Some(file)) => file,
                Ok(None) => continue,
                Err(why) => {
                    let path = format!("{prefix}#{}", index + 1);
                    self.refused.push(Refused { path, why });
                    continue;
                }
            };
            let path = format!("{prefix}{name}");
            if is_zip(&content) && depth < MAX_DEPTH {
                if let Err(why) = self.add(&format!("{path}/"), &content, depth + 1) {
                    self.refused.push(Refused { path, why });
                }
            } else {
                self.entries.push(Entry {
                    path,
                    bytes: Cow::Owned(content),
                });
            }
        }
        Ok(())
    }

    fn content(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        index: usize,
    ) -> Result<Option<(String, Vec<u8>)>, String> {
        let mut file = archive
            .by_index(index)
            .map_err(|error| format!("no se puede descomprimir ({error})"))?;
        if file.is_dir() {
            return Ok(None);
        }
        let name = file
            .name()
            .map_err(|error| format!("tiene un nombre que no se puede leer ({error})"))?
            .replace('\\', "/");
        let room = MAX_BYTES.saturating_sub(self.bytes);
        let mut content = Vec::new();
        // The size that a ZIP declares is a claim; what comes out is counted.
        let read = Read::by_ref(&mut file)
            .take(room + 1)
            .read_to_end(&mut content);
        let read = read.map_err(|error| format!("{name}: no se puede descomprimir ({error})"))?;
        if read as u64 > room {
            return Err(format!("{name}: descomprimido no cabe en lo que se revisa"));
        }
        self.bytes += read as u64;
        Ok(Some((name, content)))
    }
}
