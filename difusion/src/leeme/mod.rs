//! `leeme.txt`: what every file, variable and code of an elección's package means.
//!
//! It is written from the tables that write the files (`columnas`, the perfil and the proceso), so
//! it names exactly what is there, in that order, in that spelling.

mod descripciones;

use prep_model::claves::EjercicioId;
use prep_model::elecciones::ContendienteTipo;
use prep_model::perfiles::{Comillas, FinDeLinea, ReglasPublicacion};

use crate::columnas::{
    ColumnaPublicada, ContenidoColumna, columnas, columnas_candidaturas, variables,
};
use crate::fila::Contexto;

use descripciones::{de_columna, de_variable};

/// Columns of text in a line.
const WIDTH: usize = 100;

/// The file's bytes, in the perfil's end of line.
pub fn leeme(contexto: Contexto<'_>, ejercicio: &EjercicioId) -> Vec<u8> {
    let mut text = Text::default();
    titulo(&mut text, contexto, ejercicio);
    archivos(&mut text, contexto);
    escritura(&mut text, contexto);
    encabezado(&mut text, contexto);
    resumen(&mut text, contexto);
    actas(&mut text, contexto);
    renglones(&mut text, contexto);
    lista_de_candidaturas(&mut text, contexto);
    let reglas = &contexto.proceso.perfil().publicacion;
    let text = match reglas.fin_de_linea {
        FinDeLinea::Lf => text.0,
        FinDeLinea::Crlf => text.0.replace('\n', "\r\n"),
    };
    let bom = if reglas.bom { "\u{feff}" } else { "" };
    format!("{bom}{text}").into_bytes()
}

/// Text in lines of at most [`WIDTH`] characters, words being what they are.
#[derive(Default)]
struct Text(String);

impl Text {
    fn heading(&mut self, text: &str) {
        self.line("");
        self.line(&text.to_uppercase());
        self.line("");
    }

    /// A line as it is.
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.wrapped("", "", text);
    }

    /// A variable: its number and name as in the header, then what it holds.
    fn item(&mut self, number: usize, name: &str, text: &str) {
        self.wrapped("", "    ", &format!("{number}. {name} - {text}"));
    }

    fn detail(&mut self, text: &str) {
        self.wrapped("    - ", "      ", text);
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split_whitespace() {
            let longer = line.chars().count() + 1 + word.chars().count();
            if !empty && longer > WIDTH {
                self.line(&line);
                rest.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.line(&line);
    }
}

fn reglas(contexto: Contexto<'_>) -> &ReglasPublicacion {
    &contexto.proceso.perfil().publicacion
}

fn titulo(text: &mut Text, contexto: Contexto<'_>, ejercicio: &EjercicioId) {
    text.line("PROGRAMA DE RESULTADOS ELECTORALES PRELIMINARES");
    text.line(&contexto.proceso.head().nombre);
    text.line(&contexto.eleccion.nombre);
    if !ejercicio.is_oficial() {
        let warning =
            format!("EJERCICIO «{ejercicio}»: LOS DATOS SON DE PRUEBA, NO SON RESULTADOS.");
        text.line(&warning);
    }
}

fn archivos(text: &mut Text, contexto: Contexto<'_>) {
    let (names, id) = (&reglas(contexto).archivos, contexto.eleccion.id.as_str());
    text.heading("Archivos");
    for (name, what) in [
        (&names.base, "resultados de cada acta, con su resumen."),
        (&names.candidaturas, "quién contiende en cada ámbito."),
        (&names.leeme, "este archivo."),
    ] {
        text.detail(&format!("{}: {what}", name.fill(id, "AAAAMMDD", "HHMM")));
    }
}

fn escritura(text: &mut Text, contexto: Contexto<'_>) {
    let reglas = reglas(contexto);
    text.heading("Cómo están escritos los archivos CSV");
    let bom = if reglas.bom { "con" } else { "sin" };
    text.detail(&format!(
        "Codificación UTF-8, {bom} marca de orden de bytes."
    ));
    text.detail(match reglas.delimitador.char() {
        ',' => "Las columnas se separan con coma.",
        ';' => "Las columnas se separan con punto y coma.",
        '|' => "Las columnas se separan con barra vertical (|).",
        _ => "Las columnas se separan con tabulador.",
    });
    text.detail(match reglas.comillas {
        Comillas::Necesarias => {
            "Van entre comillas solo los valores que contienen el separador, comillas o un fin de línea."
        }
        Comillas::ConEspacios => {
            "Van entre comillas los valores que contienen espacios, el separador, comillas o un fin de línea."
        }
        Comillas::Siempre => "Todos los valores van entre comillas.",
    });
    if !reglas.apostrofo.is_empty() {
        let names = reglas.apostrofo.iter();
        let names = names.map(|id| reglas.columna(contexto.eleccion.ambito_tipo, id.as_str()));
        let names = names.collect::<Vec<_>>().join(", ");
        text.detail(&format!("Antes de cada valor de {names} hay un apóstrofo."));
    }
}

fn encabezado(text: &mut Text, contexto: Contexto<'_>) {
    text.heading("Primer componente: encabezado");
    text.item(
        1,
        "TIPO_DE_ELECCION",
        &format!("elección: {}.", contexto.eleccion.nombre),
    );
    let head = contexto.proceso.head();
    let corte = &reglas(contexto).fecha_hora.corte;
    let example = corte.format(head.publicacion_desde, head.utc_offset_minutes);
    let what = "día y hora del corte, por el reloj de 24 horas de la entidad. Ejemplo:";
    text.item(
        2,
        "FECHA_Y_HORA_DEL_CORTE_DE_INFORMACION",
        &format!("{what} {example}"),
    );
}

fn resumen(text: &mut Text, contexto: Contexto<'_>) {
    let perfil = contexto.proceso.perfil();
    let variables = variables(contexto.eleccion.ambito_tipo, perfil);
    text.heading("Segundo componente: resumen");
    text.line(&header(contexto, variables.iter().map(|(_, name)| *name)));
    text.line("");
    for (at, (variable, name)) in variables.into_iter().enumerate() {
        text.item(at + 1, name, &de_variable(variable, perfil));
    }
    text.line("");
    text.paragraph(
        "Los porcentajes llevan siempre cuatro decimales; el cuarto se trunca, no se redondea.",
    );
}

fn actas(text: &mut Text, contexto: Contexto<'_>) {
    let columnas = columnas(contexto.eleccion, contexto.proceso.perfil());
    text.heading("Tercer componente: actas");
    text.line(&header(
        contexto,
        columnas.iter().map(|columna| columna.nombre),
    ));
    text.line("");
    lista(text, contexto, &columnas);
}

fn lista(text: &mut Text, contexto: Contexto<'_>, columnas: &[ColumnaPublicada<'_>]) {
    for (at, columna) in columnas.iter().enumerate() {
        match &columna.contenido {
            ContenidoColumna::Variable(variable) => {
                let (what, details) = de_columna(*variable, contexto);
                text.item(at + 1, columna.nombre, &what);
                for detail in details {
                    text.detail(&detail);
                }
            }
            ContenidoColumna::Votos(contendiente, _) => {
                let kind = match contendiente.tipo {
                    ContendienteTipo::Partido => "votos por el partido",
                    ContendienteTipo::Independiente => "votos por la candidatura sin partido",
                    ContendienteTipo::Coalicion(_) => "votos por la combinación de la coalición",
                    ContendienteTipo::CandidaturaComun(_) => "votos por la candidatura común",
                };
                let what = format!("{kind} {}.", contendiente.nombre);
                text.item(at + 1, columna.nombre, &what);
            }
        }
    }
}

fn renglones(text: &mut Text, contexto: Contexto<'_>) {
    let textos = &contexto.proceso.perfil().textos;
    text.heading("Orden de los renglones y textos en lugar de un valor");
    text.detail(
        "Primero las actas del voto en el extranjero, después las de voto anticipado y de prisión preventiva, \
         después las de casilla por su clave, y al último las actas fuera de catálogo.",
    );
    for (value, what) in [
        (
            &textos.ilegible,
            "el campo no puede leerse, ni en letra ni en número",
        ),
        (&textos.sin_dato, "el campo está vacío en el acta"),
        (
            &textos.sin_acta,
            "no hay acta PREP de la casilla; el motivo está en las observaciones",
        ),
        (&textos.no_aplica, "la columna no aplica al renglón"),
        (&textos.no_capturado, "el dato no se captura"),
        (
            &textos.no_impreso,
            "el acta no imprime ese renglón de votos",
        ),
        (
            &textos.sin_identificar,
            "en un acta fuera de catálogo, la identificación que no se conoce",
        ),
    ] {
        text.detail(&format!("{}: {what}.", shown(value)));
    }
}

fn lista_de_candidaturas(text: &mut Text, contexto: Contexto<'_>) {
    let columnas = columnas_candidaturas(contexto.eleccion, contexto.proceso.perfil());
    text.heading("Archivo de candidaturas");
    text.line(&header(
        contexto,
        columnas.iter().map(|columna| columna.nombre),
    ));
    text.line("");
    lista(text, contexto, &columnas);
}

/// The header as the file has it, on one line.
fn header<'a>(contexto: Contexto<'_>, names: impl Iterator<Item = &'a str>) -> String {
    let delimitador = reglas(contexto).delimitador.char().to_string();
    names.collect::<Vec<_>>().join(&delimitador)
}

/// A text that may be empty, as a reader sees it.
fn shown(text: &str) -> String {
    if text.is_empty() {
        "(vacío)".to_owned()
    } else {
        format!("«{text}»")
    }
}
