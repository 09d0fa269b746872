use prep_model::bitacora::Actor;
use prep_model::people::{AccountAct, Role};
use thiserror::Error;

use super::Account;
use crate::UseCaseError;
use crate::store::Tx;

/// Why somebody does not do something to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotYours {
    /// Their role does not, or not to that role.
    #[error("su rol no hace eso con una cuenta de {0}; pídalo a quien administra las cuentas")]
    Role(Role),
    /// It is the account of another CATD, CCV or distrito.
    #[error("esa cuenta es de otro CATD, CCV o distrito; pídalo a quien lo supervisa")]
    Scope,
    /// It is their own.
    #[error("esa cuenta es la de usted; pídalo a otra persona")]
    Own,
}

/// Asks only whether the role does `act` to accounts of the role `of`. The program itself may.
pub(super) fn may_act_on_role(by: &Actor, act: AccountAct, of: Role) -> Result<(), NotYours> {
    match by {
        Actor::System => Ok(()),
        Actor::Person(person) if person.role.may_on_account(act, of) => Ok(()),
        Actor::Person(_) | Actor::Device(_) => Err(NotYours::Role(of)),
    }
}

/// Asks whether `by` does `act` to `account`: by role, by scope, and never to themselves.
pub(super) async fn may_act<R>(
    tx: &mut Tx,
    by: &Actor,
    act: AccountAct,
    account: &Account,
) -> Result<(), UseCaseError<R>>
where
    R: std::error::Error + From<NotYours> + 'static,
{
    let refused = |not: NotYours| UseCaseError::Refused(not.into());
    may_act_on_role(by, act, account.person.role).map_err(refused)?;
    let Actor::Person(person) = by else {
        return Ok(());
    };
    if person.id == account.person.id {
        return Err(refused(NotYours::Own));
    }
    let own = tx.find_account_of(&person.id).await?;
    match own {
        Some(own) if own.account.scope.covers(&account.scope) => Ok(()),
        Some(_) | None => Err(refused(NotYours::Scope)),
    }
}
