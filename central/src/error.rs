use thiserror::Error;

use crate::objects::ObjectError;
use crate::store::StoreError;

/// Something outside the rules went wrong: the use case changed nothing and may be tried again.
#[derive(Debug, Error)]
pub enum Failure {
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
    /// The object store.
    #[error("the object store failed")]
    Objects(#[from] ObjectError),
}

impl Failure {
    /// True if a disk is full: trying later may work.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Store(error) => error.is_full(),
            Self::Objects(error) => matches!(error, ObjectError::Full(_)),
        }
    }
}

/// How a use case ends when it does not succeed: refused by a rule, which repeating cannot change,
/// or failed, which it may.
#[derive(Debug, Error)]
pub enum UseCaseError<R: std::error::Error + 'static> {
    /// A rule says no.
    #[error(transparent)]
    Refused(R),
    /// Something failed.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl<R: std::error::Error + 'static> From<StoreError> for UseCaseError<R> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl<R: std::error::Error + 'static> From<ObjectError> for UseCaseError<R> {
    fn from(error: ObjectError) -> Self {
        Self::Failed(error.into())
    }
}
