use central::accounts::list_accounts;
use central::devices::list_devices;
use central::identificacion::search_catalogue;
use central::incidencias::{Caller, NewIncidencia};
use central::procesos::load_proceso_of;
use central::store::EjercicioRow;
use prep_model::bitacora::{About, Reason};
use prep_model::claves::ActaKey;
use prep_model::proceso::Proceso;

use crate::avisos::place_of;
use crate::forms::{Faults, Undone};
use crate::identificacion::Typed;
use crate::web::Web;

/// What the form says, or every field that is wrong.
pub(super) async fn new_incidencia(
    web: &Web,
    run: &EjercicioRow,
    typed: &Typed,
) -> Result<NewIncidencia, Undone> {
    let place = place_of(typed.of("lugar"))?;
    let mut faults = Faults::default();
    let caller = Caller::new(typed.of("quien")).map_err(|error| faults.add("quien", error));
    let what = Reason::new(typed.of("que")).map_err(|_| {
        let text = "escriba qué pasó, de 1 a 500 caracteres en un solo renglón";
        faults.add("que", text);
    });
    let about = match about(web, run, typed).await? {
        Ok(about) => Some(about),
        Err(fault) => {
            faults.add("sobre", fault);
            None
        }
    };
    match (caller, what, about) {
        (Ok(caller), Ok(what), Some(about)) => Ok(NewIncidencia {
            caller,
            place,
            about,
            what,
        }),
        _ => Err(faults.into()),
    }
}

/// What it is about, or why that is not clear.
async fn about(
    web: &Web,
    run: &EjercicioRow,
    typed: &Typed,
) -> Result<Result<About, String>, Undone> {
    let text = typed.of("sobre").trim();
    let found = match typed.of("tipo") {
        "" => Ok(About::General),
        "acta" => {
            let proceso = load_proceso_of(&web.central, run).await?;
            acta(&proceso, text).map(About::Acta)
        }
        "dispositivo" => {
            let devices = list_devices(&web.central).await?;
            let same = |name: &str| name.to_lowercase() == text.to_lowercase();
            let device = devices
                .iter()
                .find(|device| same(&device.label) || same(&device.id.to_string()));
            let missing = "no hay un dispositivo con ese nombre; escríbalo como está en la lista de \
                           dispositivos";
            device
                .map(|device| About::Device(device.id))
                .ok_or_else(|| missing.to_owned())
        }
        "persona" => {
            let accounts = list_accounts(&web.central).await?;
            let wanted = text.to_lowercase();
            let account = accounts
                .iter()
                .find(|account| account.username.as_str() == wanted);
            account
                .map(|account| About::Person(account.person.id.clone()))
                .ok_or_else(|| "no hay una cuenta con ese usuario".to_owned())
        }
        _ => return Err(crate::error_page::PageError::BadForm.into()),
    };
    Ok(found)
}

/// The one acta that the text means: its clave, or what a search finds.
fn acta(proceso: &Proceso, text: &str) -> Result<ActaKey, String> {
    if let Ok(key) = text.parse::<ActaKey>()
        && proceso.expects(&key)
    {
        return Ok(key);
    }
    match search_catalogue(proceso, text).as_slice() {
        _ if text.is_empty() => {
            Err("escriba la sección y la casilla, o la clave del acta".to_owned())
        }
        [] => Err("ninguna acta del catálogo coincide; revise la sección y la casilla".to_owned()),
        [one] => Ok(one.clone()),
        many => {
            let keys: Vec<_> = many.iter().take(6).map(ToString::to_string).collect();
            let keys = keys.join(", ");
            Err(format!(
                "hay varias actas así; escriba la clave de una: {keys}"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acta_is_meant_by_its_clave_or_by_what_names_one_only() {
        let proceso = proceso_files::sample::proceso();
        let key = "GUB/090001B0100/A02";
        assert_eq!(acta(&proceso, key).unwrap().to_string(), key);
        let many = acta(&proceso, "0001 B1").unwrap_err();
        assert!(many.contains(key), "{many}");
        for text in ["", "9999 B1", "GUB/099999B0100/A02"] {
            assert!(acta(&proceso, text).is_err(), "{text}");
        }
    }
}
