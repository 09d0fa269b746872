//! `perfil.toml`: read by prep-model; written here as a base and what differs from it.

use prep_model::perfiles::Perfil;
use toml::{Table, Value};

use super::Files;
use super::fault::{Faults, Place};
use super::input::required_text;
use super::paths::PERFIL;

pub(super) fn read(files: &Files, faults: &mut Faults) -> Option<Perfil> {
    let text = required_text(files, PERFIL, faults)?;
    let error = match Perfil::from_toml(&text) {
        Ok(perfil) => return Some(perfil),
        Err(error) => error,
    };
    let place = Place {
        line: u32::try_from(error.line).ok(),
        column: u32::try_from(error.column).ok(),
    };
    let remedy = format!(
        "corrija el valor o quite la línea; los perfiles base son {}",
        Perfil::built_in_names().join(", ")
    );
    faults.fault(PERFIL, place, error.message, remedy);
    None
}

/// What differs from the built-in perfil that needs the shortest file, on top of it.
pub(super) fn render(perfil: &Perfil) -> String {
    let own = settings(perfil);
    let based = Perfil::built_in_names().into_iter().filter_map(|name| {
        let base = settings(&Perfil::built_in(name)?);
        let mut differing = difference(&base, &own)?;
        differing.insert("base".to_owned(), Value::String(name.to_owned()));
        Some(differing.to_string())
    });
    let shortest = based.min_by_key(String::len);
    shortest.unwrap_or_else(|| own.to_string())
}

fn settings(perfil: &Perfil) -> Table {
    Table::try_from(perfil).expect("a perfil is made of tables, texts and numbers")
}

/// What must be laid over `base` to give `own`; `None` if `base` has a key that `own` lacks.
fn difference(base: &Table, own: &Table) -> Option<Table> {
    if base.keys().any(|key| !own.contains_key(key)) {
        return None;
    }
    let mut differing = Table::new();
    for (key, value) in own {
        match (base.get(key), value) {
            (Some(same), value) if same == value => {}
            (Some(Value::Table(base)), Value::Table(own)) => {
                differing.insert(key.clone(), Value::Table(difference(base, own)?));
            }
            (_, value) => {
                differing.insert(key.clone(), value.clone());
            }
        }
    }
    Some(differing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_in_perfil_is_one_line() {
        for name in Perfil::built_in_names() {
            let text = render(&Perfil::built_in(name).unwrap());
            assert_eq!(text, format!("base = \"{name}\"\n"));
        }
    }

    #[test]
    fn a_changed_perfil_says_only_what_changed_and_reads_back() {
        let mut perfil = Perfil::built_in("iecm-2024").unwrap();
        perfil.nombre = "iecm-2027".to_owned();
        perfil.captura.segundo_verificador = !perfil.captura.segundo_verificador;
        let text = render(&perfil);
        assert!(
            text.starts_with("base = \"iecm-2024\"\nnombre = \"iecm-2027\"\n"),
            "{text}"
        );
        assert_eq!(
            text.lines().filter(|line| !line.is_empty()).count(),
            4,
            "{text}"
        );
        assert_eq!(Perfil::from_toml(&text), Ok(perfil));
    }

    #[test]
    fn a_perfil_that_lacks_a_key_of_every_base_is_written_whole() {
        let mut perfil = Perfil::built_in("ine").unwrap();
        perfil.publicacion.columnas.clear();
        perfil.publicacion.alias.clear();
        assert_eq!(Perfil::from_toml(&render(&perfil)), Ok(perfil));
    }
}
