//! A night from nothing, by commands: an election, its tablets, its captures, its cortes; and what
//! anybody finds who checks them. Casillas of every tipo are in it, and every kind of acta.
#![expect(
    clippy::unwrap_used,
    reason = "what a test expects and does not get fails it"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use central::Central;
use central::accounts::list_accounts;
use central::capturas::{Problem, TypedActa, claim_captura, finish_captura, report_problem};
use central::clock::SystemClock;
use central::entropy::SystemEntropy;
use central::faltantes::{approve_sin_acta, propose_sin_acta};
use central::identificacion::{confirm_fuera, pending_board, propose_fuera, record_attempt};
use central::keys::Keys;
use central::objects::Objects;
use central::procesos::load_proceso_of;
use central::store::{DatabaseUrl, EjercicioRow, Identification, Store};
use prep_model::actas::{IdentificacionLeida, SinActa};
use prep_model::bitacora::Reason;
use prep_model::claves::ActaKey;
use prep_model::elecciones::{Campo, CampoRole};
use prep_model::machines::digitalizacion::LeidaFuera;
use prep_model::people::Person;
use prep_model::proceso::Proceso;
use serde_json::Value;
use system_tests::installation::{Installation, succeed};

/// At least one casilla of every tipo.
const CASILLAS: u32 = 14;

/// The data centre from inside, for the captures that people would type.
struct Desk {
    central: Central,
    ejercicio: EjercicioRow,
    proceso: Arc<Proceso>,
}

impl Desk {
    async fn open(data: &Path) -> Self {
        let database = DatabaseUrl::Sqlite(data.join("prep.db"));
        let objects = Objects::open_filesystem(data.join("objects")).await;
        let central = Central {
            store: Store::open(&database).await.unwrap(),
            objects: objects.unwrap(),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            keys: Arc::new(Keys::open(&data.join("keys"), &SystemEntropy).unwrap()),
        };
        let mut tx = central.store.read("test").await.unwrap();
        let ejercicio = tx.find_open_ejercicio().await.unwrap().unwrap();
        drop(tx);
        let proceso = load_proceso_of(&central, &ejercicio).await.unwrap();
        Self {
            central,
            ejercicio,
            proceso,
        }
    }

    async fn person(&self, username: &str) -> Person {
        let accounts = list_accounts(&self.central).await.unwrap();
        let mut accounts = accounts.into_iter();
        let found = accounts.find(|account| account.username.as_str() == username);
        found.unwrap().person
    }

    /// Types everything that waits for this person, but says of `strange` that it is of no casilla; how
    /// many actas.
    async fn capture_all(&self, username: &str, strange: &ActaKey) -> usize {
        let by = self.person(username).await;
        let mut done = 0;
        while let Some(claimed) = claim_captura(&self.central, &self.ejercicio, &by)
            .await
            .unwrap()
        {
            done += 1;
            if claimed.acta == *strange {
                let (who, what) = ((&by, &claimed.key), Problem::WrongIdentification);
                report_problem(&self.central, &self.ejercicio, who, what)
                    .await
                    .unwrap();
                continue;
            }
            let form = self.proceso.form(&claimed.acta).unwrap();
            let form = self.proceso.perfil().captured(form);
            let campos = form.campos.iter();
            let typed = TypedActa {
                campos: campos
                    .map(|campo| (campo.id.clone(), says(&claimed.acta, campo)))
                    .collect::<BTreeMap<_, _>>(),
                ..TypedActa::default()
            };
            let who = (&by, &claimed.key);
            finish_captura(&self.central, &self.proceso, &self.ejercicio, who, &typed)
                .await
                .unwrap();
        }
        done
    }

    /// Two people agree that `actas` never came, and that what was sent back is fuera de catálogo.
    async fn settle_the_rest(&self, actas: &[ActaKey]) {
        let (one, two) = (
            self.person("supervisa").await,
            self.person("coordina").await,
        );
        let why = Reason::new("consta en el acta de la jornada").unwrap();
        let (central, ejercicio) = (&self.central, &self.ejercicio);
        let cause = (SinActa::CasillaNoInstalada, &why);
        propose_sin_acta(central, ejercicio, &one, actas, cause)
            .await
            .unwrap();
        approve_sin_acta(central, ejercicio, &two, actas)
            .await
            .unwrap();
        let board = pending_board(central, ejercicio, Identification::Pending);
        let [image] = board.await.unwrap().images.try_into().unwrap();
        let leida = LeidaFuera {
            eleccion: Some("GUB".parse().unwrap()),
            leido: IdentificacionLeida {
                seccion: Some(9_999),
                ..IdentificacionLeida::default()
            },
        };
        record_attempt(central, ejercicio, &one, image.id, why.clone())
            .await
            .unwrap();
        propose_fuera(central, ejercicio, &one, (image.id, leida), why)
            .await
            .unwrap();
        confirm_fuera(central, ejercicio, &two, image.id)
            .await
            .unwrap();
    }
}

/// What an acta says, the same for everybody who reads it: most are whole, some exceed, some have a
/// field that nobody reads, or no field that anybody does.
fn says(acta: &ActaKey, campo: &Campo) -> String {
    let kind = acta.to_string().bytes().map(u32::from).sum::<u32>() % 7;
    let own = campo.id.as_str().bytes().map(u32::from).sum::<u32>();
    let vote = campo.role == CampoRole::Contendiente;
    match kind {
        1 if campo.role == CampoRole::Nulos => "/".to_owned(),
        2 if campo.role != CampoRole::BoletasSobrantes => ["/", "*"][own as usize % 2].to_owned(),
        3 if vote => campo.max().min(999).to_string(),
        4 if campo.role == CampoRole::TotalAsentado => "*".to_owned(),
        _ => (own % 3).to_string(),
    }
}

/// Every acta of the demo, of every tipo de casilla and elección.
fn all_actas(installation: &Installation) -> Vec<String> {
    installation.actas("GUB");
    let text = std::fs::read_to_string(installation.folder().join("proceso/casillas.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let mut actas = Vec::new();
    for row in lines {
        let clave =
            ["SECCION", "TIPO_CASILLA", "ID_CASILLA", "EXT_CONTIGUA"].map(|name| row[at(name)]);
        for eleccion in ["GUB", "DIP_LOC", "ALC"] {
            let codes = row[at(eleccion)].split_whitespace();
            actas.extend(codes.map(|code| format!("{eleccion}/09{}/{code}", clave.concat())));
        }
    }
    actas
}

fn photograph(installation: &Installation, actas: &[String]) {
    let folder = installation.folder();
    std::fs::write(folder.join("actas"), actas.join("\n")).unwrap();
    std::fs::write(folder.join("codes"), installation.codes(2).join("\n")).unwrap();
    let photos = actas.len().div_ceil(2).to_string();
    let mut tablets = installation.sim();
    tablets
        .args([
            "tablets", "--count", "2", "--photos", &photos, "--pixels", "40x60",
        ])
        .args(["--longest-wait-ms", "50", "--wait", "300"])
        .args(["--server", &installation.url()])
        .arg("--codes")
        .arg(folder.join("codes"))
        .arg("--actas")
        .arg(folder.join("actas"))
        .arg("--dir")
        .arg(folder.join("tablets"));
    succeed(&mut tablets);
}

/// What the checker says of a file or folder, and how it ends.
fn checked(installation: &Installation, path: &Path, keys: &Path) -> (Value, Option<i32>) {
    let mut command = installation.prep();
    command.args(["corte", "check", "--perfil", "iecm-2024", "--json"]);
    let output = command.arg("--llave").arg(keys).arg(path).output().unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap();
    (report, output.status.code())
}

fn assert_clean(installation: &Installation, path: &Path, keys: &Path) -> u64 {
    let (report, code) = checked(installation, path, keys);
    assert_eq!(
        report["defects"],
        Value::Array(Vec::new()),
        "{}",
        path.display()
    );
    assert_eq!(code, Some(0), "{report}");
    report["actas"].as_u64().unwrap()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files_below(&path));
        } else {
            all.push(path);
        }
    }
    all
}

fn publish(installation: &Installation) {
    succeed(installation.prep().args(["corte", "publish"]));
}

#[test]
fn cortes_of_a_night_from_nothing_have_no_defect_and_a_changed_digit_is_found() {
    let installation = Installation::demo(CASILLAS);
    let mut actas = all_actas(&installation);
    let missing = actas.split_off(actas.len() - 2);
    let missing: Vec<ActaKey> = missing.iter().map(|acta| acta.parse().unwrap()).collect();
    let strange: ActaKey = actas.last().unwrap().parse().unwrap();
    let server = installation.serve();
    photograph(&installation, &actas);
    drop(server);
    publish(&installation);
    let data = installation.folder().join("data");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (one, two) = runtime.block_on(async {
        let desk = Desk::open(&data).await;
        let one = desk.capture_all("captura1", &strange).await;
        let two = desk.capture_all("captura2", &strange).await;
        desk.settle_the_rest(&missing).await;
        desk.central.store.close().await;
        (one, two)
    });
    assert_eq!((one, two), (actas.len(), actas.len()));
    publish(&installation);

    let public = data.join("cortes/demo-1/simulacro-1");
    let pointer = std::fs::read(public.join("actual.json")).unwrap();
    let pointer: Value = serde_json::from_slice(&pointer).unwrap();
    let corte = public.join(pointer["folder"].as_str().unwrap());
    let keys = installation.folder().join("llaves.json");
    std::fs::write(&keys, server_keys(&data)).unwrap();
    // Every corte and every image of them; this corte; its package; each database.
    let rows = (actas.len() + missing.len()) as u64;
    assert_eq!(assert_clean(&installation, &public, &keys), rows);
    assert_eq!(assert_clean(&installation, &corte, &keys), rows);
    let mut seen = 0;
    for path in files_below(&corte) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with("_PREP_CDMX.zip") {
            assert_eq!(assert_clean(&installation, &path, &keys), rows);
        } else if ["GUB", "DIP_LOC", "ALC"]
            .iter()
            .any(|id| name == format!("CDMX_{id}_2024.csv"))
        {
            seen += assert_clean(&installation, &path, &keys);
        }
    }
    assert_eq!(seen, rows, "the three databases were checked one by one");
    assert_every_case_is_there(&corte);
    assert_a_changed_digit_is_found(&installation, &public, &corte, &keys);
}

/// The key of cortes as a JWK.
fn server_keys(data: &Path) -> String {
    use prep_model::contract::Signer as _;
    let keys = Keys::open(&data.join("keys"), &SystemEntropy).unwrap();
    keys.corte.public_key().to_jwk()
}

/// The night had what the rules are about: mesas, urna electrónica, every label.
fn assert_every_case_is_there(corte: &Path) {
    let text = |name: &str| std::fs::read_to_string(corte.join(name)).unwrap();
    let all = ["GUB", "DIP_LOC", "ALC"]
        .map(|id| text(&format!("{id}/CDMX_{id}_2024.csv")))
        .concat();
    for part in [
        ",ACTA VRME\r\n",
        ",ACTA VA\r\n",
        ",ACTA VPPP\r\n",
        ",ACTA UE\r\n",
        ",EXCEDE LISTA NOMINAL,0,",
        ",ALGÚN CAMPO ILEGIBLE O SIN DATO,1,",
        ",TODOS ILEGIBLES O SIN DATO,0,",
        ",SIN ACTA POR CASILLA NO INSTALADA,0,",
        ",FUERA DE CATÁLOGO,2,",
    ] {
        assert!(all.contains(part), "no {part:?} among the rows");
    }
}

/// Somebody changes one vote in a published database, and one byte of an image.
fn assert_a_changed_digit_is_found(
    installation: &Installation,
    public: &Path,
    corte: &Path,
    keys: &Path,
) {
    let path = corte.join("GUB/agregados/entidad.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, row) = text.trim_end().rsplit_once(',').unwrap();
    let more = row.parse::<u64>().unwrap() + 1;
    std::fs::write(&path, format!("{head},{more}\r\n")).unwrap();
    let image = files_below(&public.join("imagenes")).remove(0);
    std::fs::write(&image, b"otra cosa").unwrap();
    let (report, code) = checked(installation, public, keys);
    assert_eq!(code, Some(1));
    let defects = report["defects"].as_array().unwrap();
    let codes: Vec<_> = defects
        .iter()
        .map(|defect| defect["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["A16", "P04", "P16"], "{report}");
}

/// The binary tells a candidaturas file from a database.
#[test]
fn whoever_gives_another_file_of_the_package_is_told_what_it_is() {
    let installation = Installation::demo(12);
    publish(&installation);
    let public = installation.folder().join("data/cortes/demo-1/simulacro-1");
    let all = files_below(&public);
    let people = all
        .iter()
        .find(|path| path.to_string_lossy().contains("GUB_CANDIDATURAS"));
    let mut command: Command = installation.prep();
    let output = command
        .args(["corte", "check"])
        .arg(people.unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("es un archivo de candidaturas"), "{said}");
}
