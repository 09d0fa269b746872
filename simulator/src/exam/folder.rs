use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::photos::{Photo, Truth};

/// Photographs that lie in a folder with their truths, as `prep-sim photos` wrote them.
#[derive(Debug)]
pub struct Folder {
    truths: Vec<PathBuf>,
}

impl Folder {
    /// The folder's photographs, by name.
    pub fn open(dir: &Path) -> std::io::Result<Self> {
        let mut truths = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "json")
                && path.with_extension("jpg").is_file()
            {
                truths.push(path);
            }
        }
        truths.sort();
        Ok(Self { truths })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.truths.len()
    }

    /// Reads them on `jobs` threads and gives each to `keep`, in no order; ends with the first error.
    pub fn each<E: Send + From<std::io::Error>>(
        &self,
        jobs: usize,
        keep: impl Fn(Photo) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(path) = self.truths.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Err(error) = read(path).map_err(E::from).and_then(&keep) {
                    // Nobody begins another one.
                    next.store(self.truths.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
            let ends = threads.into_iter().map(|thread| match thread.join() {
                Ok(end) => end,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            ends.collect()
        })
    }
}

fn read(truth: &Path) -> std::io::Result<Photo> {
    let text = std::fs::read(truth)?;
    let known: Truth = serde_json::from_slice(&text).map_err(|error| {
        let text = format!("«{}» no es la verdad de una foto: {error}", truth.display());
        std::io::Error::new(std::io::ErrorKind::InvalidData, text)
    })?;
    Ok(Photo {
        jpeg: std::fs::read(truth.with_extension("jpg"))?,
        truth: known,
    })
}
