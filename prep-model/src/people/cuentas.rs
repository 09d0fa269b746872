use super::Role;

/// What somebody does to the account of another person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountAct {
    /// Make it.
    Create,
    /// Hand over a new one-time password.
    HandPassword,
    /// End its sessions: the person left, or their screen was left open.
    EndSessions,
    /// Disable it for good.
    Disable,
    /// Take its second factor away: the telephone is lost.
    RemoveSecondFactor,
}

impl Role {
    /// True if this role may do `act` to the account of somebody whose role is `of`. Nobody is asked
    /// here whether it is their own account, nor where the two roles hold: the accounts' store knows.
    ///
    /// A supervisor helps the people of the night and cannot make or disable anybody; a coordinador
    /// answers for them too and for supervisors; an administrador keeps every account.
    pub fn may_on_account(self, act: AccountAct, of: Self) -> bool {
        match self {
            Self::Administrador => true,
            Self::Coordinador => {
                let below = of.works_the_night() || matches!(of, Self::Supervisor | Self::Monitor);
                below && act != AccountAct::Create
            }
            Self::Supervisor => {
                let helps = matches!(act, AccountAct::HandPassword | AccountAct::EndSessions);
                of.works_the_night() && helps
            }
            Self::Cael
            | Self::Acopiador
            | Self::Digitalizador
            | Self::Capturista
            | Self::Verificador
            | Self::Auditor
            | Self::Monitor => false,
        }
    }

    /// True for those whose hands touch actas.
    fn works_the_night(self) -> bool {
        match self {
            Self::Cael
            | Self::Acopiador
            | Self::Digitalizador
            | Self::Capturista
            | Self::Verificador => true,
            Self::Supervisor
            | Self::Coordinador
            | Self::Administrador
            | Self::Auditor
            | Self::Monitor => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTS: [AccountAct; 5] = [
        AccountAct::Create,
        AccountAct::HandPassword,
        AccountAct::EndSessions,
        AccountAct::Disable,
        AccountAct::RemoveSecondFactor,
    ];

    #[test]
    fn nobody_may_on_an_account_of_their_own_role_but_administradores() {
        for role in Role::ALL {
            let may = ACTS.iter().any(|act| role.may_on_account(*act, role));
            assert_eq!(may, role == Role::Administrador, "{role}");
        }
    }

    #[test]
    fn a_supervisor_helps_and_neither_makes_nor_disables() {
        use AccountAct::*;
        let may = |act, of| Role::Supervisor.may_on_account(act, of);
        assert!(may(HandPassword, Role::Capturista) && may(EndSessions, Role::Cael));
        assert!(!may(HandPassword, Role::Coordinador) && !may(HandPassword, Role::Auditor));
        assert!(!may(Create, Role::Capturista) && !may(Disable, Role::Capturista));
    }

    #[test]
    fn only_an_administrador_makes_accounts() {
        for role in Role::ALL {
            let makes = Role::ALL
                .iter()
                .any(|of| role.may_on_account(AccountAct::Create, *of));
            assert_eq!(makes, role == Role::Administrador, "{role}");
        }
    }
}
