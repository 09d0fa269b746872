//! What a form of supervision holds.

use prep_model::actas::IdentificacionLeida;
use prep_model::bitacora::Reason;
use prep_model::claves::TipoCasilla;
use prep_model::elecciones::AmbitoId;
use prep_model::machines::digitalizacion::LeidaFuera;

use crate::captura::Fields;
use crate::forms::Faults;

/// A form's fields as sent, to be read and to be shown again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    pub(crate) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Somebody looks for an acta.
    pub(crate) fn searching(text: &str) -> Self {
        Self(vec![("buscar".to_owned(), text.to_owned())])
    }

    /// The field of that name; empty if it was not sent.
    pub(crate) fn of(&self, name: &str) -> &str {
        Fields(&self.0).first(name).unwrap_or_default()
    }

    /// Every field of that name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, text)| text.as_str())
    }

    /// True if a field of that name holds `text`.
    pub(crate) fn has(&self, name: &str, text: &str) -> bool {
        self.all(name).any(|found| found == text)
    }

    /// What is to be done.
    pub(crate) fn action(&self) -> &str {
        self.of("accion")
    }

    /// Why, in the form of the action.
    pub(crate) fn reason(&self) -> Result<Reason, Faults> {
        self.reason_of(self.action())
    }

    /// Why, in the form of that name.
    pub(crate) fn reason_of(&self, form: &str) -> Result<Reason, Faults> {
        let field = format!("motivo-{form}");
        Reason::new(self.of(&field)).map_err(|error| Faults::at(field, error))
    }

    /// What can be read of an acta fuera de catálogo, or every field that is wrong.
    pub(crate) fn leida(&self) -> Result<LeidaFuera, Faults> {
        let mut faults = Faults::default();
        let eleccion = match self.of("eleccion") {
            "" => None,
            text => text.parse().map_or_else(
                |error| {
                    faults.add("eleccion", error);
                    None
                },
                Some,
            ),
        };
        let mut letters = self.of("tipo").chars();
        let tipo = letters
            .next()
            .and_then(|letter| TipoCasilla::try_from(letter).ok());
        let ambito = |number: u32| {
            u16::try_from(number)
                .ok()
                .and_then(|n| AmbitoId::new(n).ok())
        };
        let distrito = self.number("distrito", "el distrito", 999, &mut faults);
        let municipio = self.number("municipio", "la alcaldía o municipio", 999, &mut faults);
        let seccion = self.number("seccion", "la sección", 9_999, &mut faults);
        let id = self.number("numero", "el número de casilla", 99, &mut faults);
        let ext = self.number("contigua", "la contigua", 99, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(LeidaFuera {
            eleccion,
            leido: IdentificacionLeida {
                distrito: distrito.and_then(ambito),
                municipio: municipio.and_then(ambito),
                seccion: seccion.and_then(|number| u16::try_from(number).ok()),
                tipo,
                id: id.and_then(|number| u8::try_from(number).ok()),
                ext_contigua: ext.and_then(|number| u8::try_from(number).ok()),
            },
        })
    }

    fn number(
        &self,
        name: &'static str,
        what: &str,
        most: u32,
        faults: &mut Faults,
    ) -> Option<u32> {
        let text = self.of(name).trim();
        if text.is_empty() {
            return None;
        }
        let number = text.parse::<u32>().ok().filter(|number| *number <= most);
        if number.is_none() {
            faults.add(
                name,
                format!("{what} es un número de 0 a {most}, o queda vacío"),
            );
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let owned = fields
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        Typed::new(owned.collect())
    }

    #[test]
    fn what_is_read_is_taken_and_what_is_wrong_is_told_at_its_field() {
        let fields = [
            ("eleccion", "GUB"),
            ("seccion", " 3596 "),
            ("tipo", "C"),
            ("numero", ""),
        ];
        let leida = typed(&fields).leida().unwrap();
        assert_eq!(leida.eleccion.unwrap().as_str(), "GUB");
        assert_eq!(leida.leido.seccion, Some(3_596));
        assert_eq!(
            (leida.leido.tipo.map(TipoCasilla::letter), leida.leido.id),
            (Some('C'), None)
        );
        let faults = typed(&[("seccion", "12345"), ("distrito", "x")])
            .leida()
            .unwrap_err();
        assert_eq!(faults.all().len(), 2);
        assert!(!faults.of("seccion").is_empty() && !faults.of("distrito").is_empty());
        assert!(typed(&[]).leida().unwrap().leido.is_empty());
    }

    #[test]
    fn a_reason_is_asked_for_at_the_field_of_its_form() {
        let faults = typed(&[("accion", "intento"), ("motivo-intento", " ")])
            .reason()
            .unwrap_err();
        assert!(!faults.of("motivo-intento").is_empty());
    }
}
