//! Hours: their form, their order, the corte and the operating window (LEEME, variables 2 and 41 to
//! 43).

use proceso_files::published::table::{FechaHora, KnownColumn, PublishedValue};

use super::Code;
use super::base::{Base, Cell, Clase};
use super::findings::Findings;
use super::moment::{ACTA, read_exactly, seconds, shown};
use super::options::Ventana;

const HOUR: i64 = 3_600;
/// Most hours by which a clock can be shifted: the zones of the country, applied twice.
const MAX_SHIFT: i64 = 14;

/// An hour of a row.
struct Hora<'a> {
    cell: Cell<'a>,
    at: FechaHora,
    seconds: i64,
}

pub(super) fn check(base: &Base<'_>, findings: &mut Findings) {
    let perfil = base.perfil();
    let format = perfil.map_or(ACTA, |perfil| perfil.publicacion.fecha_hora.acta.as_str());
    let corte = base.table.corte().and_then(|corte| {
        seconds(&FechaHora {
            second: 59,
            ..corte
        })
    });
    let mut outside = Outside::new(base.options.ventana.as_ref());
    for acta in &base.actas {
        if !matches!(acta.clase, Clase::Leida | Clase::SinActa) {
            continue;
        }
        let hora = |column, findings: &mut Findings| {
            hora(base, base.cell(acta, column)?, format, findings)
        };
        let acopio = hora(KnownColumn::FechaHoraAcopio, findings);
        let captura = hora(KnownColumn::FechaHoraCaptura, findings);
        let verificacion = hora(KnownColumn::FechaHoraVerificacion, findings);
        in_order(
            Code::CapturaBeforeAcopio,
            acopio.as_ref(),
            captura.as_ref(),
            findings,
        );
        in_order(
            Code::VerificacionBeforeCaptura,
            captura.as_ref(),
            verificacion.as_ref(),
            findings,
        );
        for hora in [acopio, captura, verificacion].into_iter().flatten() {
            if corte.is_some_and(|corte| hora.seconds > corte) {
                findings.add(Code::AfterCorte, hora.cell.place(), || {
                    let corte = base.table.corte().map(|corte| shown(&corte));
                    (
                        hora.cell.text.to_owned(),
                        format!("hasta {}", corte.unwrap_or_default()),
                    )
                });
            }
            outside.look(&hora, findings);
        }
    }
    outside.explain(findings);
}

/// Reads an hour, and says if it is not written as it should be.
fn hora<'a>(
    base: &Base<'_>,
    cell: Cell<'a>,
    format: &str,
    findings: &mut Findings,
) -> Option<Hora<'a>> {
    if matches!(
        base.value(cell.text),
        PublishedValue::NoAplica | PublishedValue::Empty | PublishedValue::SinActa
    ) {
        return None;
    }
    let exact = read_exactly(cell.text, format);
    if exact.is_none() {
        findings.add(Code::TimeForm, cell.place(), || {
            let example = format
                .replace("{dia}", "DD")
                .replace("{mes}", "MM")
                .replace("{anio}", "AAAA")
                .replace("{hora}", "HH")
                .replace("{minuto}", "MM")
                .replace("{segundo}", "SS")
                .replace("{utc}", "UTC-6");
            (cell.text.to_owned(), example)
        });
    }
    let at = exact.or_else(|| FechaHora::parse(cell.text))?;
    let seconds = seconds(&at)?;
    Some(Hora { cell, at, seconds })
}

fn in_order(
    code: Code,
    earlier: Option<&Hora<'_>>,
    later: Option<&Hora<'_>>,
    findings: &mut Findings,
) {
    if let (Some(earlier), Some(later)) = (earlier, later)
        && later.seconds < earlier.seconds
    {
        findings.add(code, later.cell.place(), || {
            let expected = format!("{} {} o después", earlier.cell.column, earlier.cell.text);
            (later.cell.text.to_owned(), expected)
        });
    }
}

/// What falls outside the window, and by how much all hours are shifted if they are.
struct Outside {
    ventana: Option<(i64, i64, Ventana)>,
    first: i64,
    last: i64,
    count: u64,
}

impl Outside {
    fn new(ventana: Option<&Ventana>) -> Self {
        let ventana = ventana
            .and_then(|ventana| Some((seconds(&ventana.from)?, seconds(&ventana.to)?, *ventana)));
        Self {
            ventana,
            first: i64::MAX,
            last: i64::MIN,
            count: 0,
        }
    }

    fn look(&mut self, hora: &Hora<'_>, findings: &mut Findings) {
        let Some((from, to, ventana)) = self.ventana else {
            return;
        };
        self.first = self.first.min(hora.seconds);
        self.last = self.last.max(hora.seconds);
        if !(from..=to).contains(&hora.seconds) {
            self.count += 1;
            findings.add(Code::OutsideVentana, hora.cell.place(), || {
                let expected = format!("de {} a {}", shown(&ventana.from), shown(&ventana.to));
                (
                    format!("{} ({})", hora.cell.text, shown(&hora.at)),
                    expected,
                )
            });
        }
    }

    /// A constant shift that brings every hour into the window is most likely a zone applied twice.
    fn explain(&self, findings: &mut Findings) {
        let Some((from, to, _)) = self.ventana.filter(|_| self.count > 0) else {
            return;
        };
        let fits =
            |hours: &i64| self.first + hours * HOUR >= from && self.last + hours * HOUR <= to;
        let mut shifts: Vec<i64> = (-MAX_SHIFT..=MAX_SHIFT)
            .filter(|hours| *hours != 0)
            .filter(fits)
            .collect();
        shifts.sort_by_key(|hours| hours.abs());
        let Some(least) = shifts.first() else {
            return;
        };
        let all = if shifts.contains(&6) {
            6
        } else if shifts.contains(&-6) {
            -6
        } else {
            *least
        };
        let verb = if all > 0 { "sumando" } else { "restando" };
        findings.explain(
            Code::OutsideVentana,
            format!("{verb} {} horas a todas, todas quedan dentro: parece un huso horario aplicado dos veces", all.abs()),
        );
    }
}
