//! Objects of a store elsewhere, to be read as files: `s3://bucket/prefix`, `file:///folder`.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path as FilePath;

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, parse_url_opts};
use url::Url;

/// How much of an object is fetched at a time.
const CHUNK: u64 = 8 << 20;

/// One object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// Its path within the store.
    pub path: String,
    /// Its bytes.
    pub bytes: u64,
}

/// The objects under one address.
pub struct Objects {
    store: Box<dyn ObjectStore>,
    prefix: Path,
}

impl Objects {
    /// Whether a text is the address of a store that is known here: not a path of this machine.
    pub fn is_address(text: &str) -> bool {
        ["s3://", "s3a://", "file://"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
    }

    /// The store of an address. `options` are its settings by the names of their environment variables in lower case
    /// (`aws_access_key_id`, `aws_endpoint_url` …); what it does not know is left alone.
    ///
    /// # Errors
    /// If the address or a setting does not read.
    pub fn at(address: &str, options: impl IntoIterator<Item = (String, String)>) -> io::Result<Self> {
        let url = Url::parse(address).map_err(io::Error::other)?;
        let (store, prefix) = parse_url_opts(&url, options).map_err(as_io)?;
        Ok(Self { store, prefix })
    }

    /// The object that the address names, or all below it, by path. Those that are hidden (a name that begins with a
    /// dot) are left out.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] if there is none; what the store says.
    pub async fn list(&self) -> io::Result<Vec<Object>> {
        if let Ok(one) = self.store.head(&self.prefix).await {
            return Ok(vec![Object {
                path: one.location.to_string(),
                bytes: one.size,
            }]);
        }
        let (mut found, mut prefixes) = (Vec::new(), vec![self.prefix.clone()]);
        while let Some(prefix) = prefixes.pop() {
            let listed = self
                .store
                .list_with_delimiter(Some(&prefix))
                .await
                .map_err(as_io)?;
            prefixes.extend(listed.common_prefixes.into_iter().filter(is_shown));
            let objects = listed.objects.into_iter().filter(|one| is_shown(&one.location));
            found.extend(objects.map(|one| Object {
                path: one.location.to_string(),
                bytes: one.size,
            }));
        }
        found.sort();
        if found.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(found)
    }

    /// Writes an object's bytes to a new file.
    ///
    /// # Errors
    /// What the store or the disk says.
    pub async fn fetch(&self, object: &Object, to: &FilePath) -> io::Result<()> {
        let path = Path::parse(&object.path).map_err(io::Error::other)?;
        let mut file = File::create(to)?;
        let mut from = 0;
        while from < object.bytes {
            let until = (from + CHUNK).min(object.bytes);
            let bytes = self.store.get_range(&path, from..until).await.map_err(as_io)?;
            file.write_all(&bytes)?;
            from = until;
        }
        file.flush()
    }
}

fn is_shown(path: &Path) -> bool {
    !path.filename().is_some_and(|name| name.starts_with('.'))
}

fn as_io(error: object_store::Error) -> io::Error {
    match error {
        object_store::Error::NotFound { .. } => io::ErrorKind::NotFound.into(),
        object_store::Error::PermissionDenied { .. } => io::ErrorKind::PermissionDenied.into(),
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn objects_below_an_address_are_listed_and_fetched() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("logs/day")).unwrap();
        for (name, text) in [
            ("logs/b.log", "two\n"),
            ("logs/day/a.log", "one\n"),
            ("logs/.hidden", "x"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let address = |name: &str| format!("file://{}/{name}", folder.path().display());
        let all = Objects::at(&address("logs"), []).unwrap();
        let found = all.list().await.unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|one| one.path.rsplit('/').next().unwrap())
            .collect();
        assert_eq!(names, ["b.log", "a.log"]);
        let copy = folder.path().join("copy");
        all.fetch(&found[1], &copy).await.unwrap();
        assert_eq!(std::fs::read_to_string(copy).unwrap(), "one\n");
        let one = Objects::at(&address("logs/b.log"), [])
            .unwrap()
            .list()
            .await
            .unwrap();
        assert_eq!((one.len(), one[0].bytes), (1, 4));
        let none = Objects::at(&address("nothing"), []).unwrap().list().await;
        assert_eq!(none.unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(Objects::at("s3://", []).is_err());
        assert!(Objects::is_address("s3://logs/2026") && !Objects::is_address("logs/2026"));
    }
}
