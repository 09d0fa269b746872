use std::collections::BTreeSet;

use central::accounts::Account;
use prep_model::bitacora::Place;
use prep_model::elecciones::AmbitoId;
use prep_model::proceso::Proceso;

use crate::error_page::PageError;

/// Where people work, as forms offer it: the distritos of the proceso, and every other place that an
/// account names.
pub(crate) fn places(accounts: &[Account], proceso: &Proceso) -> Vec<(String, String)> {
    let distritos: BTreeSet<u16> = proceso
        .casillas()
        .iter()
        .filter_map(|casilla| casilla.distrito.map(AmbitoId::number))
        .collect();
    let mut all: Vec<Place> = distritos
        .into_iter()
        .filter_map(|number| Place::new(&format!("distrito:{number}")).ok())
        .collect();
    let named: BTreeSet<Place> = accounts
        .iter()
        .filter_map(|account| Place::new(&account.scope.to_string()).ok())
        .filter(|place| !all.contains(place))
        .collect();
    all.extend(named);
    all.into_iter()
        .map(|place| (place.to_string(), capital(&place.text())))
        .collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}

/// The place chosen in a form; `None` for every place.
pub(crate) fn place_of(text: &str) -> Result<Option<Place>, PageError> {
    match text {
        "" => Ok(None),
        text => Place::new(text).map(Some).map_err(|_| PageError::BadForm),
    }
}
