use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use prep_model::contract::Sha256Digest;
use sha2::{Digest as _, Sha256};

use super::{ListedObject, ObjectError, ObjectScope, ObjectsPage, scope_of};

/// Objects as files: `<folder>/<proceso>/<ejercicio>/<first two hex digits>/<sha256>.jpg`, parts
/// as `<folder>/parts/<upload>`.
#[derive(Debug, Clone)]
pub struct FilesystemObjects {
    folder: PathBuf,
    /// A disk that says it is full, for tests.
    #[cfg(any(test, feature = "testing"))]
    full: std::sync::Arc<std::sync::atomic::AtomicBool>,
}

impl FilesystemObjects {
    pub(super) async fn open(folder: PathBuf) -> Result<Self, ObjectError> {
        let files = Self {
            folder,
            #[cfg(any(test, feature = "testing"))]
            full: std::sync::Arc::default(),
        };
        let parts = files.folder.join("parts");
        blocking(
            format!("making the folder {}", parts.display()),
            move || fs::create_dir_all(&parts),
        )
        .await?;
        Ok(files)
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn set_full(&self, full: bool) {
        self.full.store(full, std::sync::atomic::Ordering::SeqCst);
    }

    #[cfg(any(test, feature = "testing"))]
    fn check_room(&self, what: &Path) -> Result<(), ObjectError> {
        if self.full.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(ObjectError::Full(what.display().to_string()));
        }
        Ok(())
    }

    fn part_path(&self, upload: &str) -> PathBuf {
        self.folder.join("parts").join(upload)
    }

    fn object_path(&self, scope: &ObjectScope, digest: Sha256Digest) -> PathBuf {
        let name = digest.to_string();
        let (group, _) = name.split_at(2);
        let folder = self
            .folder
            .join(scope.proceso.as_str())
            .join(scope.ejercicio.as_str());
        folder.join(group).join(format!("{name}.jpg"))
    }

    /// Adds `bytes` to the part named `upload`, which must hold exactly `offset` bytes or more; what
    /// it holds beyond `offset` was never acknowledged and is cut off. Durable when it returns.
    pub(crate) async fn append_part(
        &self,
        upload: &str,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(), ObjectError> {
        let path = self.part_path(upload);
        let bytes = bytes.to_vec();
        let held = self.part_len(upload).await?;
        if held < offset {
            return Err(ObjectError::Offset { held, offset });
        }
        #[cfg(any(test, feature = "testing"))]
        self.check_room(&path)?;
        blocking(format!("writing {}", path.display()), move || {
            let mut file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)?;
            file.set_len(offset)?;
            file.seek(SeekFrom::Start(offset))?;
            file.write_all(&bytes)?;
            file.sync_data()
        })
        .await
    }

    /// Bytes that the part holds; 0 if there is none.
    pub(crate) async fn part_len(&self, upload: &str) -> Result<u64, ObjectError> {
        let path = self.part_path(upload);
        blocking(format!("looking at {}", path.display()), move || {
            Ok(absent_is_none(fs::metadata(path))?.map_or(0, |metadata| metadata.len()))
        })
        .await
    }

    /// The bytes of a part.
    pub(crate) async fn read_part(&self, upload: &str) -> Result<Vec<u8>, ObjectError> {
        let path = self.part_path(upload);
        blocking(format!("reading {}", path.display()), move || {
            fs::read(path)
        })
        .await
    }

    /// Forgets a part. One that is not there is no error.
    pub(crate) async fn remove_part(&self, upload: &str) -> Result<(), ObjectError> {
        let path = self.part_path(upload);
        blocking(format!("removing {}", path.display()), move || {
            absent_is_none(fs::remove_file(path)).map(|_| ())
        })
        .await
    }

    /// The names of all parts, to find those nobody will finish.
    pub(crate) async fn list_parts(&self) -> Result<Vec<String>, ObjectError> {
        let folder = self.folder.join("parts");
        blocking(format!("listing {}", folder.display()), move || {
            let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name()));
            let names: Vec<_> = names.collect::<io::Result<_>>()?;
            Ok(names
                .iter()
                .map(|name| name.to_string_lossy().into_owned())
                .collect())
        })
        .await
    }

    pub(super) async fn put(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
        bytes: Vec<u8>,
    ) -> Result<(), ObjectError> {
        let path = self.object_path(scope, digest);
        #[cfg(any(test, feature = "testing"))]
        self.check_room(&path)?;
        blocking(format!("storing {}", path.display()), move || {
            if same_file(&path, &bytes)? {
                return Ok(());
            }
            store_durably(&path, &bytes, Readers::Anybody)
        })
        .await
    }

    pub(super) async fn get(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
    ) -> Result<Option<Vec<u8>>, ObjectError> {
        let path = self.object_path(scope, digest);
        blocking(format!("reading {}", path.display()), move || {
            absent_is_none(fs::read(path))
        })
        .await
    }

    pub(super) async fn hash_object(
        &self,
        scope: &ObjectScope,
        digest: Sha256Digest,
    ) -> Result<Option<(Sha256Digest, u64)>, ObjectError> {
        let path = self.object_path(scope, digest);
        blocking(format!("reading {}", path.display()), move || {
            absent_is_none(File::open(path))?.map(hash_file).transpose()
        })
        .await
    }

    /// Stores `bytes` under a name with slashes, whole or not at all, in place of what was there.
    pub(super) async fn put_file(&self, name: &str, bytes: Vec<u8>) -> Result<(), ObjectError> {
        let path = self.folder.join(name);
        #[cfg(any(test, feature = "testing"))]
        self.check_room(&path)?;
        blocking(format!("storing {}", path.display()), move || {
            if same_file(&path, &bytes)? {
                return Ok(());
            }
            store_durably(&path, &bytes, Readers::Owner)
        })
        .await
    }

    /// The bytes of a name; `None` if there is none.
    pub(super) async fn get_file(&self, name: &str) -> Result<Option<Vec<u8>>, ObjectError> {
        let path = self.folder.join(name);
        blocking(format!("reading {}", path.display()), move || {
            absent_is_none(fs::read(path))
        })
        .await
    }

    /// Names of the folders right below a name with slashes.
    pub(super) async fn list_folders(&self, below: &str) -> Result<Vec<String>, ObjectError> {
        let folder = self.folder.join(below);
        blocking(format!("listing {}", folder.display()), move || {
            folders_in(&folder)
        })
        .await
    }

    /// Every scope that holds something; whatever is no scope is passed over.
    pub(super) async fn list_scopes(&self) -> Result<Vec<ObjectScope>, ObjectError> {
        let folder = self.folder.clone();
        blocking(format!("listing {}", folder.display()), move || {
            let mut scopes = Vec::new();
            for proceso in folders_in(&folder)? {
                let ejercicios = folders_in(&folder.join(&proceso))?;
                scopes.extend(
                    ejercicios
                        .iter()
                        .filter_map(|name| scope_of(&proceso, name)),
                );
            }
            Ok(scopes)
        })
        .await
    }

    /// One page of the objects of a scope, in the order of their digests: those of one folder.
    pub(super) async fn list(
        &self,
        scope: &ObjectScope,
        after: Option<Sha256Digest>,
    ) -> Result<ObjectsPage, ObjectError> {
        let folder = self
            .folder
            .join(scope.proceso.as_str())
            .join(scope.ejercicio.as_str());
        blocking(format!("listing {}", folder.display()), move || {
            list_group(&folder, after)
        })
        .await
    }
}

/// The objects after `after` in the first folder that has any.
fn list_group(folder: &Path, after: Option<Sha256Digest>) -> io::Result<ObjectsPage> {
    let mut page = ObjectsPage::default();
    let from = after.map(|digest| digest.to_string());
    let from = from.as_deref().and_then(|name| name.get(..2));
    let groups = folders_in(folder)?;
    let mut groups = groups.iter().filter(|group| Some(group.as_str()) >= from);
    for group in groups.by_ref() {
        for entry in fs::read_dir(folder.join(group))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let digest = name.strip_suffix(".jpg").and_then(|name| name.parse().ok());
            match digest {
                Some(digest) if Some(digest) > after => page.objects.push(ListedObject {
                    digest,
                    bytes: entry.metadata()?.len(),
                }),
                Some(_) => {}
                // Those of a folder that was begun before were named then.
                None if Some(group.as_str()) == from => {}
                None => page
                    .others
                    .push(format!("{}/{name}", folder.join(group).display())),
            }
        }
        if !page.objects.is_empty() {
            break;
        }
    }
    page.objects.sort_unstable_by_key(|object| object.digest);
    page.is_last = groups.next().is_none();
    Ok(page)
}

/// Names of the folders in a folder, in order; none if it is not there.
fn folders_in(folder: &Path) -> io::Result<Vec<String>> {
    let Some(entries) = absent_is_none(fs::read_dir(folder))? else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn hash_file(file: File) -> io::Result<(Sha256Digest, u64)> {
    let mut hasher = Sha256::new();
    let mut reader = io::BufReader::with_capacity(256 * 1024, file);
    let mut size = 0;
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok((Sha256Digest::from_bytes(hasher.finalize().into()), size));
        }
        hasher.update(chunk);
        let taken = chunk.len();
        size += taken as u64;
        reader.consume(taken);
    }
}

/// True if the file is already there with these bytes. A file of other bytes under this name is
/// damage (a torn disk), and storing the right bytes over it mends it.
fn same_file(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let Some(mut file) = absent_is_none(File::open(path))? else {
        return Ok(false);
    };
    let mut held = Vec::with_capacity(bytes.len());
    file.read_to_end(&mut held)?;
    Ok(held == bytes)
}

/// Who may read a file, besides what the folder and the umask allow.
#[derive(Debug, Clone, Copy)]
enum Readers {
    Anybody,
    /// Backups hold digests of passwords, and keys.
    Owner,
}

/// Temp file, fsync, rename, fsync of the folder: after a power cut the object is there whole or
/// not at all.
fn store_durably(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    if !folder.is_dir() {
        create_durably(folder)?;
    }
    let temporary = path.with_extension(format!("{:?}.tmp", std::thread::current().id()));
    let written = (|| {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        if matches!(readers, Readers::Owner) {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let mut file = options.open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        // What is left of a failed attempt would only take space from the next one.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    File::open(folder)?.sync_all()
}

/// Makes a folder and every missing one above it, each name durable in its parent.
fn create_durably(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().ok_or(io::ErrorKind::InvalidInput)?;
    create_durably(parent)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => File::open(parent)?.sync_all(),
    }
}

fn absent_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

async fn blocking<T: Send + 'static>(
    what: String,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ObjectError> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.unwrap_or_else(|error| Err(io::Error::other(error)));
    done.map_err(|source| match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ObjectError::Full(what),
        _ => ObjectError::Io { what, source },
    })
}
