//! What becomes of a request whose connection does not come, or ends before it.

use std::sync::Mutex;
use std::task::{Context, Poll};

use hyper_util::rt::TokioIo;
use tokio::io::DuplexStream;

use super::*;

/// Connects once, and hangs from then on.
#[derive(Debug, Clone)]
struct Once(Standing, Arc<AtomicUsize>);

impl Service<Uri> for Once {
    type Response = <Standing as Service<Uri>>::Response;
    type Error = <Standing as Service<Uri>>::Error;
    type Future = <Standing as Service<Uri>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        match self.1.fetch_add(1, Ordering::SeqCst) {
            0 => self.0.call(uri),
            _ => Box::pin(std::future::pending()),
        }
    }
}

#[tokio::test]
async fn who_waits_for_a_connection_gets_the_first_that_becomes_free() {
    let (seen, address) = server(SHORT, usize::MAX).await;
    let connector = Verification::default().connector(OurScheme::Http).unwrap();
    let standing = Standing::within(Duration::from_secs(5), connector);
    let pool = Pool::new(Once(standing, Arc::default()));
    let ask = || async {
        let answer = pool.send(asking(address)).await.unwrap();
        answer.into_body().collect().await.unwrap().to_bytes()
    };
    let all = futures_util::future::join_all((0..5).map(|_| ask()));
    let all = tokio::time::timeout(Duration::from_secs(5), all).await.unwrap();
    assert_eq!(all, ["ok"; 5]);
    assert_eq!(seen.counts(), (1, 5));
}

/// Connects to each of these, one after the other.
#[derive(Debug, Clone)]
struct Halves(Arc<Mutex<Vec<DuplexStream>>>);

impl Service<Uri> for Halves {
    type Response = TokioIo<DuplexStream>;
    type Error = std::io::Error;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        std::future::ready(Ok(TokioIo::new(self.0.lock().unwrap().remove(0))))
    }
}

/// A pool, and the other halves of the two connections that it will have.
fn halves() -> (Pool<Halves>, DuplexStream, DuplexStream) {
    let ((one, of_one), (two, of_two)) = (tokio::io::duplex(4_096), tokio::io::duplex(4_096));
    (Pool::new(Halves(Arc::new(Mutex::new(vec![one, two])))), of_one, of_two)
}

async fn serve(half: &mut DuplexStream) -> bool {
    let came = request(half).await;
    half.write_all(SHORT.as_bytes()).await.unwrap();
    came
}

#[tokio::test]
async fn what_a_closed_connection_gives_back_unopened_is_sent_on_the_next() {
    let (pool, mut one, mut two) = halves();
    let ask = || async {
        let answer = pool.send(asking(([127, 0, 0, 1], 1).into())).await?;
        Ok::<_, Broken>(answer.into_body().collect().await.unwrap().to_bytes())
    };
    assert_eq!(tokio::join!(ask(), serve(&mut one)).0.unwrap(), "ok");
    // Nobody has seen its end when the next request is given to it.
    drop(one);
    let (answer, came) = tokio::join!(ask(), serve(&mut two));
    assert_eq!((answer.unwrap(), came), (Bytes::from_static(b"ok"), true));
}

#[tokio::test]
async fn what_was_sent_on_a_connection_that_ends_is_sent_nowhere_else() {
    let (pool, mut one, mut two) = halves();
    let ask = || async { pool.send(asking(([127, 0, 0, 1], 1).into())).await };
    let first = tokio::join!(ask(), serve(&mut one)).0.unwrap();
    first.into_body().collect().await.unwrap();
    let reads_and_goes = async {
        assert!(request(&mut one).await);
        drop(one);
    };
    let (lost, ()) = tokio::join!(ask(), reads_and_goes);
    assert!(matches!(lost, Err(Broken::Off(_))));
    drop(pool);
    assert!(!request(&mut two).await, "nothing was sent on the other");
}
