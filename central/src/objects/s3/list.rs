use prep_model::contract::Sha256Digest;
use prep_model::time::Timestamp;

use super::S3Objects;
use super::fault::failed;
use crate::objects::{ListedObject, ObjectError, ObjectScope, ObjectsPage, scope_of};

/// What a page of keys is made of.
pub(super) struct Keys {
    pub(super) page: Vec<Key>,
    /// Names up to the next `/`, if such were asked for.
    pub(super) folders: Vec<String>,
    /// The key after which to go on; `None` after the last page.
    pub(super) next: Option<String>,
}

/// A key without the prefix of the store.
pub(super) struct Key {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) modified: Option<Timestamp>,
}

impl S3Objects {
    /// One page of the keys that begin with `prefix` and come after `after`, in order.
    pub(super) async fn list_keys(
        &self,
        prefix: &str,
        after: Option<String>,
        delimiter: Option<&str>,
    ) -> Result<Keys, ObjectError> {
        let bucket = &self.place.bucket;
        let listed = self.client.list_objects_v2().bucket(bucket).prefix(prefix);
        let listed = listed
            .set_start_after(after)
            .set_delimiter(delimiter.map(str::to_owned));
        let listed = listed.send().await;
        let listed = listed.map_err(|error| failed(self.doing("listing", prefix), error))?;
        let bare = |key: &str| {
            let name = key.strip_prefix(&self.place.prefix).unwrap_or(key);
            name.to_owned()
        };
        let keys = listed.contents().iter().filter_map(|object| {
            let modified = object.last_modified().map(|at| at.secs() * 1_000_000);
            Some(Key {
                name: bare(object.key()?),
                bytes: object.size().and_then(|size| size.try_into().ok())?,
                modified: modified.and_then(|micros| Timestamp::from_micros(micros).ok()),
            })
        });
        let folders = listed.common_prefixes().iter();
        let last_key = listed.contents().last().and_then(|object| object.key());
        let last_folder = listed.common_prefixes().last();
        // Behind everything in the folder: after its bare name it would come once more.
        let last_folder = last_folder.and_then(|folder| Some(format!("{}~", folder.prefix()?)));
        let last = last_key.map(str::to_owned).max(last_folder);
        Ok(Keys {
            page: keys.collect(),
            folders: folders.filter_map(|f| f.prefix()).map(bare).collect(),
            next: last.filter(|_| listed.is_truncated() == Some(true)),
        })
    }

    /// Every scope that holds something. Two levels of names; whatever is no scope is passed over.
    pub(in crate::objects) async fn list_scopes(&self) -> Result<Vec<ObjectScope>, ObjectError> {
        let mut scopes = Vec::new();
        for proceso in self.list_folders(String::new()).await? {
            for ejercicio in self.list_folders(proceso.clone()).await? {
                let names = ejercicio.trim_end_matches('/').split_once('/');
                scopes.extend(names.and_then(|(proceso, ejercicio)| scope_of(proceso, ejercicio)));
            }
        }
        Ok(scopes)
    }

    /// Names of what stands right below `folder` and has something below it.
    pub(in crate::objects) async fn list_names(
        &self,
        folder: &str,
    ) -> Result<Vec<String>, ObjectError> {
        let folder = format!("{}/", folder.trim_end_matches('/'));
        let below = self.list_folders(folder.clone()).await?;
        let bare = |name: &String| {
            let name = name.strip_prefix(&folder).unwrap_or(name);
            name.trim_end_matches('/').to_owned()
        };
        Ok(below.iter().map(bare).collect())
    }

    async fn list_folders(&self, below: String) -> Result<Vec<String>, ObjectError> {
        let prefix = self.key(&below);
        let mut folders = Vec::new();
        let mut after = None;
        loop {
            let page = self.list_keys(&prefix, after, Some("/")).await?;
            folders.extend(page.folders);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(folders),
            }
        }
    }

    /// One page of the objects of a scope, in the order of their digests.
    pub(in crate::objects) async fn list(
        &self,
        scope: &ObjectScope,
        after: Option<Sha256Digest>,
    ) -> Result<ObjectsPage, ObjectError> {
        let prefix = self.key(&format!("{}/{}/", scope.proceso, scope.ejercicio));
        let mut after = after.map(|digest| self.key(&Self::object_name(scope, digest)));
        let mut listed = ObjectsPage::default();
        // Strangers alone are no page: whoever goes on by the last object would not get past them.
        while listed.objects.is_empty() && !listed.is_last {
            let listing = self.list_keys(&prefix, after, None).await?;
            for key in listing.page {
                let name = key.name.rsplit_once('/');
                match name.and_then(|(_, name)| name.parse().ok()) {
                    Some(digest) => listed.objects.push(ListedObject {
                        digest,
                        bytes: key.bytes,
                    }),
                    None => listed.others.push(key.name),
                }
            }
            listed.is_last = listing.next.is_none();
            after = listing.next;
        }
        Ok(listed)
    }
}
