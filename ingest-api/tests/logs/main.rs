//! What the log never holds. A program of its own, because it listens to everything.

#[cfg(test)]
#[path = "../it/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the interface")]
mod support;

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use central::testing::{ACTA, jpeg};
    use tracing_subscriber::fmt::MakeWriter;

    use crate::support::Server;

    /// A log in memory.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Log {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    #[tokio::test]
    async fn tokens_proofs_envelopes_capabilities_and_receipts_are_never_logged() {
        let log = Log::default();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(log.clone())
            .init();
        let server = Server::open().await;
        let mut tablet = server.test.tablet("t1").await;
        let image = jpeg(1);
        let sealed = tablet.photograph(&image, ACTA);
        let url = server.register(&mut tablet, &sealed).await;
        server.patch(&url, 0, &[1; 10], false).await;
        server.patch(&url, 10, &image[10..], true).await;
        let answer = server.patch(&url, 0, &image, true).await;
        server.verify(&answer, &sealed);
        let token = server.token(&mut tablet).await;

        let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
        assert!(text.contains("digitalizacion registered") && text.contains("image received"));
        assert!(text.contains("request{request.id="));
        let state = answer.json();
        let secrets = [
            ("token", token.as_str()),
            ("capability", url.rsplit('/').next().unwrap()),
            ("envelope", &sealed.text()[..100]),
            ("receipt", &state["receipt"].as_str().unwrap()[..100]),
        ];
        for (what, secret) in secrets {
            assert!(!text.contains(secret), "the log holds the {what}");
        }
    }
}
