//! A real S3 server in the process of the test, and a line to it that can be cut.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::objects::{Objects, ObjectsUrl, S3Credentials};

const BUCKET: &str = "actas";
const ACCESS_KEY: &str = "GKprueba";
const SECRET_KEY: &str = "un-secreto-de-prueba";

/// An S3 server with one empty bucket, which ends with it.
#[derive(Debug)]
pub struct S3Server {
    folder: TempDir,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl S3Server {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let files = FileSystem::new(folder.path()).expect("a folder");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = service.build();
        let (listener, address) = listen().await;
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let server = Builder::new(TokioExecutor::new());
                    let connection = server.serve_connection(TokioIo::new(socket), service);
                    // A client that goes away is no failure of the test.
                    let _ = connection.await;
                });
            }
        });
        Self {
            folder,
            address,
            serving,
        }
    }

    /// The address of its bucket, as a setting has it.
    pub fn url(&self) -> String {
        url_of(self.address)
    }

    /// Whom it lets in.
    pub fn credentials() -> S3Credentials {
        S3Credentials {
            access_key: ACCESS_KEY.to_owned(),
            secret_key: SECRET_KEY.to_owned(),
            session_token: None,
        }
    }

    /// Its bucket as a store of objects: another process, as far as anybody can tell.
    pub async fn objects(&self) -> Objects {
        open(&self.url()).await
    }

    /// Where the bytes of a key lie.
    pub fn file_of(&self, key: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join(key)
    }

    /// Every key that begins with the name of a folder.
    pub fn keys_below(&self, folder: &str) -> Vec<String> {
        let mut keys = Vec::new();
        collect(&self.file_of(folder), folder, &mut keys);
        keys.sort_unstable();
        keys
    }

    /// A line to it that can be cut.
    pub async fn line(&self) -> S3Line {
        S3Line::start(self.address).await
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A way to an [`S3Server`] that loses answers when told to.
#[derive(Debug)]
pub struct S3Line {
    address: SocketAddr,
    cuts: Arc<Mutex<Cuts>>,
    serving: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Cuts {
    /// How many connections are still to be cut.
    times: u32,
    /// After how many bytes of answers, each time.
    after: usize,
    /// How many of them passed since the last cut.
    passed: usize,
}

impl S3Line {
    async fn start(server: SocketAddr) -> Self {
        let (listener, address) = listen().await;
        let cuts = Arc::new(Mutex::new(Cuts::default()));
        let shared = Arc::clone(&cuts);
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let cuts = Arc::clone(&shared);
                tokio::spawn(async move {
                    if let Ok(server) = TcpStream::connect(server).await {
                        relay(client, server, &cuts).await;
                    }
                });
            }
        });
        Self {
            address,
            cuts,
            serving,
        }
    }

    /// The bucket at its end.
    pub async fn objects(&self) -> Objects {
        open(&url_of(self.address)).await
    }

    /// From now on cuts the connection after `after` bytes of answers, `times` times.
    pub fn cut(&self, times: u32, after: usize) {
        *self.cuts.lock().unwrap_or_else(PoisonError::into_inner) = Cuts {
            times,
            after,
            passed: 0,
        };
    }

    /// Cuts that were asked for and did not happen.
    pub fn cuts_left(&self) -> u32 {
        self.cuts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .times
    }
}

impl Drop for S3Line {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Cuts {
    /// How much of a chunk of this length may pass, and whether the line is cut after it.
    fn pass(&mut self, chunk: usize) -> (usize, bool) {
        let room = self.after.saturating_sub(self.passed);
        if self.times == 0 || chunk < room {
            self.passed += chunk;
            return (chunk, false);
        }
        self.times -= 1;
        self.passed = 0;
        (room, true)
    }
}

/// Carries both directions until one ends or the line is cut.
async fn relay(client: TcpStream, server: TcpStream, cuts: &Mutex<Cuts>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = async {
        let mut chunk = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from_server.read(&mut chunk).await {
            let (passes, is_cut) = cuts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pass(read);
            let sent = to_client.write_all(&chunk[..passes]).await;
            if is_cut || sent.is_err() {
                return;
            }
        }
    };
    let requests = tokio::io::copy(&mut from_client, &mut to_server);
    tokio::select! {
        () = answers => {}
        _ = requests => {}
    }
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    (listener, address)
}

fn url_of(address: SocketAddr) -> String {
    format!("s3://{BUCKET}?endpoint=http://{address}&region=prueba&path_style=1")
}

async fn open(url: &str) -> Objects {
    let url: ObjectsUrl = url.parse().expect("an address");
    let opened = Objects::open(&url, Some(&S3Server::credentials())).await;
    opened.expect("the bucket is there")
}

fn collect(folder: &Path, name: &str, keys: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let below = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &below, keys);
        } else {
            keys.push(below);
        }
    }
}
