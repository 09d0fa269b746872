use std::error::Error;
use std::time::Duration;

use crate::{Failure, UseCaseError};

/// How long to wait before doing a use case again: twice, and then whoever asked decides.
const PAUSES: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(150)];

/// Does a whole use case, and again if its transaction broke off before its commit because another
/// was in its way or the connection was lost. Nothing was changed then, so doing it again is safe; a
/// commit that was not confirmed may have been done and is never repeated here.
pub(crate) async fn repeat<T, R, F>(mut use_case: impl FnMut() -> F) -> Result<T, UseCaseError<R>>
where
    R: Error + 'static,
    F: Future<Output = Result<T, UseCaseError<R>>>,
{
    for pause in PAUSES {
        match use_case().await {
            Err(UseCaseError::Failed(Failure::Store(error))) if error.broke_off() => {
                tracing::warn!(%error, cause = error.source(), "done again");
                tokio::time::sleep(pause).await;
            }
            done => return done,
        }
    }
    use_case().await
}
