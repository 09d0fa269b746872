use prep_model::casillas::Casilla;
use prep_model::claves::ActaKey;
use prep_model::proceso::Proceso;

/// Most actas that a search gives.
pub const MAX_FOUND: usize = 60;

/// The actas of the catalogue that `text` may mean, by casilla, at most [`MAX_FOUND`]: the number of a
/// sección (`3596`), with a letter and number of casilla (`3596 C2`), or the start of a clave or of
/// the text of an acta (`093596C02`, `GUB/093596`). Empty texts mean none.
pub fn search_catalogue(proceso: &Proceso, text: &str) -> Vec<ActaKey> {
    let wanted = Wanted::of(text);
    let found = proceso.casillas().iter();
    let found = found.filter(|casilla| wanted.means(casilla));
    let actas = found.flat_map(Casilla::acta_keys);
    let actas = actas.filter(|acta| wanted.means_acta(acta));
    actas.take(MAX_FOUND).collect()
}

/// What somebody looks for.
struct Wanted {
    seccion: Option<u16>,
    tipo: Option<char>,
    id: Option<u8>,
    /// The start of a clave de casilla.
    clave: String,
    /// The elección, where the whole text of an acta was written.
    eleccion: Option<String>,
}

impl Wanted {
    fn of(text: &str) -> Self {
        let text: String = text.trim().to_uppercase();
        let (eleccion, rest) = match text.split_once('/') {
            Some((eleccion, rest)) => (Some(eleccion.to_owned()), rest),
            None => (None, text.as_str()),
        };
        let clave = rest.split('/').next().unwrap_or_default();
        let plain: String = clave.chars().filter(char::is_ascii_alphanumeric).collect();
        let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
        let tail = plain.get(digits.len()..).unwrap_or_default();
        let number = tail.get(1..).unwrap_or_default();
        let is_seccion = (1..=4).contains(&digits.len());
        Self {
            seccion: digits.parse().ok().filter(|_| is_seccion),
            tipo: tail.chars().next(),
            id: number.parse().ok(),
            clave: plain,
            eleccion,
        }
    }

    fn means(&self, casilla: &Casilla) -> bool {
        let clave = casilla.clave;
        if let Some(seccion) = self.seccion {
            return clave.seccion() == seccion
                && self.tipo.is_none_or(|tipo| tipo == clave.tipo().letter())
                && self.id.is_none_or(|id| id == clave.id());
        }
        !self.clave.is_empty() && clave.to_string().starts_with(&self.clave)
    }

    fn means_acta(&self, acta: &ActaKey) -> bool {
        let eleccion = self.eleccion.as_deref();
        eleccion.is_none_or(|eleccion| acta.eleccion.as_str() == eleccion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seccion_a_casilla_or_a_clave_is_found() {
        let proceso = proceso_files::sample::proceso();
        let found = |text: &str| {
            let mut casillas: Vec<_> = search_catalogue(&proceso, text)
                .into_iter()
                .map(|acta| acta.casilla.to_string())
                .collect();
            casillas.dedup();
            casillas
        };
        assert!(found("1").contains(&"090001B0100".to_owned()));
        assert_eq!(found("0001 c1"), ["090001C0100"]);
        assert_eq!(found("090001C02"), ["090001C0200"]);
        assert!(found("").is_empty() && found("  ").is_empty());
        assert!(found("9999").is_empty() && found("¿?").is_empty());
        let one = search_catalogue(&proceso, "gub/090001B0100");
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].to_string(), "GUB/090001B0100/A02");
    }
}
