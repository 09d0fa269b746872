use std::io::Write as _;
use std::process::{Command, Stdio};

/// Whether `zbarimg`, a reader of another family, finds `text` in a JPEG; `None` where it is not
/// installed.
pub fn reads_with_zbar(jpeg: &[u8], text: &str) -> Option<bool> {
    let file = tempfile::NamedTempFile::with_suffix(".jpg").ok()?;
    file.as_file().write_all(jpeg).ok()?;
    let found = Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(file.path())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let lines = String::from_utf8_lossy(&found.stdout);
    Some(lines.lines().any(|line| line == text))
}
