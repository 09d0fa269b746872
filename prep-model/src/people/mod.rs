//! Who works on the night: people by an opaque id, and the role they hold while they act.
//!
//! A name never enters the model: a [`PersonId`] is what the account's own store can turn into one.
//! Which role may open which page or route is declared there; [`Role::may`] says only what the
//! state machines themselves refuse.

mod cuentas;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use crate::contract::{DeviceId, PersonId};
pub use cuentas::AccountAct;

/// What a person does in the PREP. A session has one role. Rules that ask for another person compare
/// [`PersonId`]s, so somebody who serves in two roles keeps one id in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Photographs actas at the casilla with PREP Casilla.
    Cael,
    /// Receives the Bolsa PREP at the CATD.
    Acopiador,
    /// Scans actas at the CATD.
    Digitalizador,
    /// Types what an acta says.
    Capturista,
    /// Settles the differences between two captures.
    Verificador,
    /// Watches over a CATD or a group of the CCV.
    Supervisor,
    /// Answers for the CATDs or the CCV; approves what a supervisor proposes.
    Coordinador,
    /// Keeps accounts, devices and settings.
    Administrador,
    /// Reads everything, changes nothing, for the ente auditor.
    Auditor,
    /// Watches the monitors.
    Monitor,
}

/// What a state machine asks a role for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Register the arrival of paper.
    Acopiar,
    /// Photograph or scan.
    Digitalizar,
    /// Type an acta.
    Capture,
    /// Settle a difference.
    Verify,
    /// Compare the published row with the paper.
    Cotejar,
    /// Propose, correct, withhold, re-identify.
    Supervise,
    /// Approve what another person proposed.
    Approve,
    /// Open and close an ejercicio.
    Administer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 10] = [
        Self::Cael,
        Self::Acopiador,
        Self::Digitalizador,
        Self::Capturista,
        Self::Verificador,
        Self::Supervisor,
        Self::Coordinador,
        Self::Administrador,
        Self::Auditor,
        Self::Monitor,
    ];

    /// The role as people read it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Cael => "CAEL",
            Self::Acopiador => "Acopiador",
            Self::Digitalizador => "Digitalizador",
            Self::Capturista => "Capturista",
            Self::Verificador => "Verificador",
            Self::Supervisor => "Supervisor",
            Self::Coordinador => "Coordinador",
            Self::Administrador => "Administrador",
            Self::Auditor => "Auditor",
            Self::Monitor => "Monitor",
        }
    }

    /// True if the machines let this role do `action`.
    pub fn may(self, action: Action) -> bool {
        match self {
            Self::Cael | Self::Digitalizador => matches!(action, Action::Digitalizar),
            Self::Acopiador => matches!(action, Action::Acopiar | Action::Cotejar),
            Self::Capturista => matches!(action, Action::Capture),
            Self::Verificador => matches!(action, Action::Verify),
            Self::Supervisor => matches!(
                action,
                Action::Acopiar | Action::Digitalizar | Action::Cotejar | Action::Supervise
            ),
            Self::Coordinador => matches!(action, Action::Supervise | Action::Approve),
            Self::Administrador => matches!(action, Action::Administer),
            Self::Auditor | Self::Monitor => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

/// A person acting in a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// In which role.
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn roles_have_distinct_names_and_survive_json() {
        let names: BTreeSet<_> = Role::ALL.iter().map(|role| role.text()).collect();
        assert_eq!(names.len(), Role::ALL.len());
        for role in Role::ALL {
            let json = serde_json::to_string(&role).unwrap();
            assert_eq!(serde_json::from_str::<Role>(&json).unwrap(), role);
        }
    }

    #[test]
    fn who_proposes_by_role_alone_cannot_capture_or_verify() {
        for role in [Role::Supervisor, Role::Coordinador, Role::Administrador] {
            assert!(
                !role.may(Action::Capture) && !role.may(Action::Verify),
                "{role}"
            );
        }
        assert!(!Role::Supervisor.may(Action::Approve));
    }
}
