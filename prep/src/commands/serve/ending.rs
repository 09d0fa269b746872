//! Answering, and how it ends: balancers are told first, uploads in course are finished or handed back,
//! and after [`NOTICE`], [`UPLOADS`] and [`REST`] at the latest no request is left. The rounds of the keepers
//! end after that, in a time of their own.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use ingest_api::Phase;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long balancers have to find out that nobody is to be sent here, while who comes is served.
const NOTICE: Duration = Duration::from_secs(2);
/// How long uploads in course may go on, once nobody new is let in.
const UPLOADS: Duration = Duration::from_secs(5);
/// How long requests in course may take after that.
const REST: Duration = Duration::from_secs(13);

/// Who told the process to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// A supervisor of processes, in front of which a balancer may stand.
    Terminate,
    /// A person at the keyboard, who waits.
    Interrupt,
}

/// Answers until told to end, and then until the requests in course are finished.
pub(super) async fn answer(
    listener: TcpListener,
    app: Router,
    phase: &watch::Sender<Phase>,
) -> Result<(), String> {
    let (stop, stopped) = watch::channel(false);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(reached(stopped));
    let mut running = tokio::spawn(server.into_future());
    let told = wait_for_signal().await?;
    phase.send_replace(Phase::Ending);
    tracing::info!("ending: requests in course are finished first");
    if told == Told::Terminate {
        tokio::time::sleep(NOTICE).await;
    }
    stop.send_replace(true);
    if tokio::time::timeout(UPLOADS, &mut running).await.is_err() {
        phase.send_replace(Phase::HandingBack);
        cut_after(REST, running).await;
    }
    Ok(())
}

async fn cut_after<T>(limit: Duration, running: JoinHandle<T>) {
    if tokio::time::timeout(limit, running).await.is_err() {
        tracing::warn!("requests that took too long were cut; their clients will resume");
    }
}

async fn reached(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is the same order.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn wait_for_signal() -> Result<Told, String> {
    let failed = |error: std::io::Error| format!("no se pueden recibir señales: {error}");
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(tokio::select! {
        _ = terminate.recv() => Told::Terminate,
        _ = interrupt.recv() => Told::Interrupt,
    })
}
