//! The listener for Prometheus: its own address, never the public one.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use platform::metrics::{self, Metrics};
use platform::store::Store;
use tokio::net::TcpListener;

/// How often figures are folded while nobody asks.
const TIDY: Duration = Duration::from_secs(5);

#[derive(Clone)]
struct Collected {
    metrics: Metrics,
    store: Store,
}

/// Answers `/metrics` on `listener` until `stop` is done.
pub async fn serve(
    listener: TcpListener,
    metrics: Metrics,
    store: Store,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let tidied = metrics.clone();
    let tidy = tokio::spawn(async move {
        let mut turn = tokio::time::interval(TIDY);
        loop {
            turn.tick().await;
            tidied.tidy();
        }
    });
    let router = router(metrics, store);
    let served = axum::serve(listener, router).with_graceful_shutdown(stop).await;
    tidy.abort();
    served
}

fn router(metrics: Metrics, store: Store) -> Router {
    Router::new()
        .route("/metrics", get(render))
        .with_state(Collected { metrics, store })
}

async fn render(State(collected): State<Collected>) -> impl IntoResponse {
    metrics::collect(&collected.store).await;
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, collected.metrics.render())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use platform::clock::SystemClock;
    use platform::entropy::OsEntropy;
    use platform::store::StoreOptions;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn the_listener_renders_what_was_collected_and_stops() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("mamori.sqlite").display());
        let store = Store::connect(
            &StoreOptions::new(url),
            Arc::new(SystemClock),
            Arc::new(OsEntropy),
        )
        .await
        .unwrap();
        let metrics = Metrics::install("0.1.0").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let served = tokio::spawn(serve(listener, metrics, store, async {
            let _either_way = stopped.await;
        }));
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        // No table yet: the figures of the database are missing, and one figure says so.
        for expected in [
            "200 OK",
            "version=0.0.4",
            "mamori_database_up 0",
            "mamori_build_info{version=\"0.1.0\"} 1",
        ] {
            assert!(answer.contains(expected), "{expected} is not in {answer}");
        }
        stop.send(()).unwrap();
        served.await.unwrap().unwrap();
    }
}
