//! Sheets of known truth: what is recorded is what is drawn.

#![expect(
    clippy::match_wildcard_for_single_variants,
    clippy::needless_for_each,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test ends where something is not there, and says what it skips"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use acta_image::layout::FormSpec;
use prep_model::actas::CampoValue;
use prep_model::claves::{EleccionId, EntidadId, QrLabel};
use prep_model::elecciones::CampoRole;
use prep_model::perfiles::Perfil;
use prep_model::proceso::Proceso;
use proceso_files::demo::{self, Scale};
use proceso_files::published::{NamedBytes, Options, rebuild};
use simulator::actas::pdf::{Document, Paper, cover};
use simulator::actas::{
    Blank, FieldSlip, Maker, Order, Rasterizer, Sheet, SheetSlip, png, published, raster,
};

fn proceso() -> Proceso {
    let options = demo::Options {
        seed: 3,
        scale: Scale::Small {
            distritos: 2,
            casillas: 30,
        },
    };
    demo::proceso_with(options)
}

fn order(seed: u64, sample: usize) -> Order {
    Order {
        elecciones: BTreeSet::new(),
        distritos: BTreeSet::new(),
        sample: Some(sample),
        seed,
        ejercicio: "simulacro-1".parse().unwrap(),
        blank: false,
        values: None,
    }
}

fn sheets(proceso: &Proceso, order: &Order) -> Vec<Sheet> {
    let mut maker = Maker::new(proceso, order);
    let actas = order.actas(proceso);
    let sheets = actas.iter().map(|acta| maker.sheet(acta).unwrap().unwrap());
    sheets.collect()
}

#[test]
fn every_form_of_every_ambito_can_be_printed() {
    let proceso = demo::proceso(1);
    for eleccion in proceso.elecciones() {
        for def in &eleccion.tipos_acta {
            for ambito in eleccion.ambitos.keys() {
                let spec = FormSpec::of(proceso.head(), eleccion, &def.codigo, *ambito).unwrap();
                let blank = Blank::of(spec).unwrap();
                assert_eq!(
                    blank.layout.rows().count() + stubs(&blank),
                    eleccion.form(&def.codigo, *ambito).unwrap().campos.len()
                );
            }
        }
    }
}

fn stubs(blank: &Blank) -> usize {
    let fields = blank.layout.fields.iter();
    fields
        .filter(|field| field.heading.is_none() && field.role.is_some())
        .count()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let proceso = proceso();
    let make = |seed| {
        let order = order(seed, 3);
        let sheets = sheets(&proceso, &order);
        let mut document = Document::new(Paper::Carta, "prueba");
        let mut images = Vec::new();
        for sheet in &sheets {
            document.sheet(sheet);
            images.push(png(&raster(sheet, 3.0), 76));
        }
        let truths: Vec<_> = sheets.into_iter().map(|sheet| sheet.truth).collect();
        (document.finish(), images, truths)
    };
    assert!(make(5) == make(5));
    assert!(make(5) != make(6));
}

/// True if ink was put on a place: what is written differs from the print below.
fn inked(print: &[u8], filled: &[u8], width: u32, scale: f32, place: [f32; 4]) -> bool {
    let [x, y, w, h] = place.map(|length| length * scale);
    let (left, right, top, bottom) = (x + 1.0, x + w - 1.0, y + 1.0, y + h - 1.0);
    let columns = (0..width).filter(|at| (left..right).contains(&pixel(*at)));
    let columns: Vec<u32> = columns.collect();
    let rows = u32::try_from(print.len()).unwrap() / 3 / width;
    let differs = |row: u32| {
        columns.iter().any(|column| {
            let at = usize::try_from((row * width + column) * 3).unwrap();
            print[at].abs_diff(filled[at]) > 60
        })
    };
    (0..rows)
        .filter(|at| (top..bottom).contains(&pixel(*at)))
        .any(differs)
}

fn pixel(at: u32) -> f32 {
    f32::from(u16::try_from(at).unwrap()) + 0.5
}

#[test]
fn every_box_and_line_holds_what_the_truth_says() {
    const SCALE: f32 = 5.0;
    let proceso = proceso();
    for sheet in sheets(&proceso, &order(11, 7)) {
        let rasterizer = Rasterizer::new(&sheet.blank, SCALE);
        let filled = rasterizer.raster(&sheet);
        let mut empty = sheet.clone();
        empty.written.items.clear();
        let print = rasterizer.raster(&empty);
        let has_ink = |place| inked(&print.rgb, &filled.rgb, filled.width, SCALE, place);
        for field in &sheet.truth.fields {
            assert_eq!(field.boxes.chars().count(), field.digit_places.len());
            for (digit, place) in field.boxes.chars().zip(&field.digit_places) {
                let wanted = digit != ' ';
                assert_eq!(has_ink(*place), wanted, "{} {field:?}", sheet.truth.acta);
            }
            let words = field.words.is_some() || field.slips.contains(&FieldSlip::Illegible);
            assert_eq!(has_ink(field.words_place), words, "{field:?}");
        }
        assert_eq!(
            has_ink(sheet.truth.label_place),
            sheet.truth.label.is_some()
        );
    }
}

#[test]
fn values_figures_and_slips_agree() {
    let proceso = proceso();
    for sheet in sheets(&proceso, &order(12, 300)) {
        for field in &sheet.truth.fields {
            let has = |slip| field.slips.contains(&slip);
            let figures = field.figures.map(CampoValue::Number);
            match field.value {
                CampoValue::SinDato => assert!(has(FieldSlip::Blank) && field.words.is_none()),
                CampoValue::Ilegible => assert!(has(FieldSlip::Illegible)),
                value if has(FieldSlip::WordsAgainstFigures) => assert_ne!(figures, Some(value)),
                _ if has(FieldSlip::OnlyWords) => assert_eq!(figures, None),
                value => assert_eq!(figures, Some(value), "{field:?}"),
            }
            assert_eq!(has(FieldSlip::CrossedOut), field.struck.is_some());
            assert_eq!(
                has(FieldSlip::OnlyFigures),
                field.words.is_none() && figures.is_some()
            );
            let typed = field.boxes.trim();
            if let Some(number) = field.figures {
                assert_eq!(typed.parse(), Ok(number));
            }
        }
        agrees_with_its_total(&sheet);
    }
}

/// Where nothing hides a number, the total is the sum or the slip is recorded.
fn agrees_with_its_total(sheet: &Sheet) {
    let number = |role: fn(CampoRole) -> bool| {
        let fields = sheet.truth.fields.iter();
        let own = fields.filter(|field| field.role.is_some_and(role));
        own.map(|field| field.value.number()).sum::<Option<u32>>()
    };
    let total = number(|role| role == CampoRole::TotalAsentado);
    if let (Some(votos), Some(total)) = (number(CampoRole::is_voto), total) {
        let wrong = sheet.truth.slips.contains(&SheetSlip::WrongTotal);
        assert_eq!(votos != total, wrong, "{}", sheet.truth.acta);
    }
}

#[test]
fn every_slip_comes_up() {
    let proceso = demo::proceso(1);
    let sheets = sheets(&proceso, &order(13, 900));
    let of_sheets: BTreeSet<SheetSlip> =
        sheets.iter().flat_map(|s| s.truth.slips.clone()).collect();
    let fields = sheets.iter().flat_map(|sheet| &sheet.truth.fields);
    let of_fields: BTreeSet<FieldSlip> = fields.flat_map(|field| field.slips.clone()).collect();
    assert_eq!(of_sheets.len(), 3, "{of_sheets:?}");
    assert_eq!(of_fields.len(), 7, "{of_fields:?}");
    let labelled = sheets.iter().filter(|s| s.truth.label.is_some()).count();
    assert!((600..820).contains(&labelled), "{labelled}");
}

#[test]
fn a_blank_form_has_neither_ink_nor_label() {
    let proceso = proceso();
    let order = Order {
        blank: true,
        ..order(1, 5)
    };
    for sheet in sheets(&proceso, &order) {
        assert!(sheet.written.items.is_empty() && sheet.truth.label.is_none());
        assert_eq!(sheet.truth.slips, [SheetSlip::Blank]);
    }
}

/// True if the program can be run; says so otherwise.
fn available(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("SKIPPED: {program} is not installed");
    }
    found
}

#[test]
fn a_foreign_reader_reads_every_label() {
    if !available("zbarimg") {
        return;
    }
    let proceso = proceso();
    let dir = tempfile::tempdir().unwrap();
    let mut read = 0;
    for sheet in sheets(&proceso, &order(14, 7)) {
        let Some(label) = &sheet.truth.label else {
            continue;
        };
        // Two megapixels: 1,600 x 1,236.
        let path = dir.path().join("acta.png");
        std::fs::write(&path, png(&raster(&sheet, 5.73), 146)).unwrap();
        let args = ["--quiet", "--raw"];
        let output = Command::new("zbarimg").args(args).arg(&path).output();
        let text = String::from_utf8(output.unwrap().stdout).unwrap();
        assert_eq!(text.trim(), label.text);
        assert!(label.text.parse::<QrLabel>().is_ok());
        read += 1;
    }
    assert!(read > 3);
}

#[test]
fn a_foreign_reader_finds_every_page() {
    if !available("pdftoppm") {
        return;
    }
    let proceso = proceso();
    let dir = tempfile::tempdir().unwrap();
    for paper in [Paper::Carta, Paper::A4] {
        let mut document = Document::new(paper, "prueba");
        cover("CATD", Some("SIMULACRO"), &["uno".to_owned()])
            .iter()
            .for_each(|page| document.drawing(page));
        let sheets = sheets(&proceso, &order(15, 2));
        sheets.iter().for_each(|sheet| document.sheet(sheet));
        let path = dir.path().join("actas.pdf");
        std::fs::write(&path, document.finish()).unwrap();
        let prefix = dir.path().join(format!("{paper:?}"));
        let args = ["-r", "20", "-gray"];
        let output = Command::new("pdftoppm")
            .args(args)
            .arg(&path)
            .arg(&prefix)
            .output();
        let output = output.unwrap();
        assert!(
            output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let pages = (1..=4).filter(|page| {
            let name = format!("{paper:?}-{page}.pgm");
            dir.path().join(name).exists()
        });
        assert_eq!(pages.count(), 3);
    }
}

#[test]
fn votes_of_a_published_database_are_written_as_they_are() {
    let path = Path::new("../../shared/data/cdmx2024/computos_gobierno.csv");
    let Ok(bytes) = std::fs::read(path) else {
        println!("SKIPPED: {} is not there", path.display());
        return;
    };
    let eleccion: EleccionId = "GUB".parse().unwrap();
    let file = NamedBytes::new("computos_gobierno.csv", bytes);
    let options = Options::new(
        EntidadId::new(9).unwrap(),
        Perfil::built_in("iecm-2024").unwrap(),
    );
    let proceso = rebuild(&options, &[(eleccion.clone(), file.clone())])
        .unwrap()
        .proceso;
    let found = published::votes(&proceso, &eleccion, &file).unwrap();
    assert_eq!((found.actas.len(), found.unmatched.len()), (13_384, 0));
    let acta = "GUB/090001B0100/A02".parse().unwrap();
    let mut values = BTreeMap::new();
    values.insert(
        acta,
        found.actas[&"GUB/090001B0100/A02".parse().unwrap()].clone(),
    );
    let order = Order {
        values: Some(values.clone()),
        ..order(1, 10)
    };
    let sheets = sheets(&proceso, &order);
    assert_eq!(sheets.len(), 1);
    for (campo, value) in values.values().next().unwrap() {
        let field = sheets[0].truth.field(campo).unwrap();
        let kept = field.value == *value
            || field.slips.contains(&FieldSlip::Blank)
            || field.slips.contains(&FieldSlip::Illegible);
        assert!(kept, "{field:?}");
    }
}

#[test]
fn mesas_without_a_number_are_known_by_their_clave_where_it_is_published() {
    const COLUMNS: &str = "DISTRITO_LOCAL,SECCION,ID_CASILLA,TIPO_CASILLA,EXT_CONTIGUA,TIPO_ACTA,\
        TOTAL_VOTOS_SACADOS,PAN,MORENA,NO_REGISTRADAS,NULOS,TOTAL_VOTOS_ASENTADO,LISTA_NOMINAL,\
        FECHA_HORA_CAPTURA";
    let row = |place: &str, votes: u32| {
        format!("001,{place},5,{votes},0,0,0,5,9,02/06/2024 20:10:00 (UTC-6)\n")
    };
    let mesa = "N/A,N/A,A,00,A01VA";
    let rows = [row("0001,01,B,00,A02", 1), row(mesa, 2), row(mesa, 3)].concat();
    let eleccion: EleccionId = "GUB".parse().unwrap();
    let source = NamedBytes::new("fuente.csv", format!("{COLUMNS}\n{rows}").into_bytes());
    let options = Options::new(
        EntidadId::new(9).unwrap(),
        Perfil::built_in("iecm-2024").unwrap(),
    );
    let proceso = rebuild(&options, &[(eleccion.clone(), source)]).unwrap();
    // A corte that does not have the first of the two mesas yet.
    let text = format!("CLAVE_CASILLA,{COLUMNS}\n090000A0200,{}", row(mesa, 3));
    let corte = NamedBytes::new("corte.csv", text.into_bytes());
    let found = published::votes(&proceso.proceso, &eleccion, &corte).unwrap();
    let actas: Vec<String> = found.actas.keys().map(ToString::to_string).collect();
    assert_eq!(actas, ["GUB/090000A0200/A01VA"]);
    assert_eq!(found.lines.values().copied().collect::<Vec<_>>(), [2]);
}

#[test]
fn forms_are_placed_once_and_shared() {
    let proceso = proceso();
    let sheets = sheets(&proceso, &order(16, 60));
    let forms: BTreeSet<_> = sheets.iter().map(|s| Arc::as_ptr(&s.blank)).collect();
    assert!(forms.len() < sheets.len());
}
