use std::collections::{BTreeMap, BTreeSet};

use prep_model::claves::{TipoActa, TipoCasilla};
use prep_model::elecciones::{AmbitoTipo, Modalidad, Principio, TipoActaDef};
use prep_model::publicacion::tipos_acta_2024;

use super::identity::Identity;
use super::report::{Report, line_list};
use super::rows::ActaRow;
use super::source::Source;

/// The code that a modalidad had in 2024, for rows that do not say theirs. A casilla especial has
/// one for MR and one for RP in some elecciones.
fn standard(tipo: AmbitoTipo, modalidad: Modalidad, rp: bool) -> Option<TipoActa> {
    let wanted = if rp {
        Principio::RepresentacionProporcional
    } else {
        Principio::MayoriaRelativa
    };
    let mut defs = tipos_acta_2024(tipo).into_iter();
    let fits = |def: &TipoActaDef| {
        def.modalidad == modalidad && def.principio.is_none_or(|own| own == wanted)
    };
    defs.find(fits).map(|def| def.codigo)
}

/// A printed code and what it means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Code {
    pub(super) codigo: TipoActa,
    pub(super) modalidad: Modalidad,
}

impl Code {
    /// MR or RP, which the code's last letters say where one casilla has an acta for each.
    pub(super) fn principio(&self) -> Option<Principio> {
        match self.modalidad {
            Modalidad::Especial | Modalidad::UrnaElectronica => {
                if self.codigo.as_str().ends_with("MR") {
                    Some(Principio::MayoriaRelativa)
                } else if self.codigo.as_str().ends_with("RP") {
                    Some(Principio::RepresentacionProporcional)
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

fn modalidad(tipo: TipoCasilla, codigo: Option<&TipoActa>) -> Modalidad {
    let electronica = codigo.is_some_and(|codigo| codigo.as_str().contains("UE"));
    if tipo == TipoCasilla::Especial && electronica {
        Modalidad::UrnaElectronica
    } else {
        Modalidad::of_casilla(tipo)
    }
}

/// The code of every row, `None` for one that no code can be given.
pub(super) fn codes(
    rows: &[ActaRow],
    sources: &[Source],
    report: &mut Report,
) -> Vec<Option<Code>> {
    let mut found = vec![None; rows.len()];
    for (number, source) in sources.iter().enumerate() {
        let own: Vec<usize> = (0..rows.len())
            .filter(|i| rows[*i].source == number)
            .collect();
        let mut codes = SourceCodes::of(source, &own, rows);
        for index in own {
            found[index] = codes.code(&rows[index]);
        }
        codes.tell(report);
    }
    found
}

struct SourceCodes<'a> {
    source: &'a Source,
    /// What each code of the file means: the modalidad of most of its rows.
    meanings: BTreeMap<TipoActa, Modalidad>,
    /// Specials that already have an acta without code, so that the next one is the RP's.
    seen: BTreeSet<Identity>,
    absent: Vec<u32>,
    replaced: Vec<u32>,
}

impl<'a> SourceCodes<'a> {
    fn of(source: &'a Source, own: &[usize], rows: &[ActaRow]) -> Self {
        let mut counts: BTreeMap<TipoActa, BTreeMap<Modalidad, usize>> = BTreeMap::new();
        for row in own.iter().map(|index| &rows[*index]) {
            if let Some(codigo) = &row.tipo_acta {
                let of_code = counts.entry(codigo.clone()).or_default();
                *of_code
                    .entry(modalidad(row.tipo, Some(codigo)))
                    .or_default() += 1;
            }
        }
        let meanings = counts.into_iter().filter_map(|(codigo, counts)| {
            let most = counts.into_iter().max_by_key(|(_, count)| *count)?;
            Some((codigo, most.0))
        });
        Self {
            source,
            meanings: meanings.collect(),
            seen: BTreeSet::new(),
            absent: Vec::new(),
            replaced: Vec::new(),
        }
    }

    fn code(&mut self, row: &ActaRow) -> Option<Code> {
        let modalidad = modalidad(row.tipo, row.tipo_acta.as_ref());
        if let Some(codigo) = &row.tipo_acta
            && self.meanings.get(codigo) == Some(&modalidad)
        {
            let codigo = codigo.clone();
            return Some(Code { codigo, modalidad });
        }
        let rp = match &row.tipo_acta {
            Some(codigo) => codigo.as_str().ends_with("RP"),
            None => row.tipo == TipoCasilla::Especial && !self.seen.insert(row.identity),
        };
        let codigo = standard(self.source.ambito_tipo, modalidad, rp)?;
        let lines = match row.tipo_acta {
            Some(_) => &mut self.replaced,
            None => &mut self.absent,
        };
        lines.push(row.line);
        let meaning = *self.meanings.entry(codigo.clone()).or_insert(modalidad);
        (meaning == modalidad).then_some(Code { codigo, modalidad })
    }

    fn tell(&self, report: &mut Report) {
        let file = self.source.table.file();
        for (lines, what) in [
            (&self.absent, "no hay TIPO_ACTA"),
            (&self.replaced, "TIPO_ACTA es el código de otra modalidad"),
        ] {
            if !lines.is_empty() {
                report.assume(format!(
                    "{file}: en {} renglones ({}) {what}; se puso el código que la modalidad tuvo en \
                     2024.",
                    lines.len(),
                    line_list(lines)
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_code_gets_that_of_2024() {
        use {AmbitoTipo as A, Modalidad as M};
        for (tipo, modalidad, rp, codigo) in [
            (A::Entidad, M::Ordinaria, false, Some("A02")),
            (A::Entidad, M::Especial, true, Some("A02E")),
            (A::Distrito, M::Especial, false, Some("A03EMR")),
            (A::Distrito, M::Especial, true, Some("A03ERP")),
            (A::Distrito, M::UrnaElectronica, true, Some("A05UERP")),
            (A::Distrito, M::Extranjero, false, Some("A02")),
            (A::Municipio, M::Prision, false, Some("A03PPP")),
            (A::Municipio, M::Extranjero, false, None),
        ] {
            let found = standard(tipo, modalidad, rp);
            assert_eq!(found.as_ref().map(TipoActa::as_str), codigo);
        }
    }
}
