//! A file of accounts as people make it in a spreadsheet: what it says, and what is wrong with it.

use std::collections::BTreeMap;

use prep_model::people::Role;

use super::{DisplayName, NewAccount, Scope, Username, role_name, role_named};

/// Most accounts of one file.
pub const MAX_ACCOUNTS: usize = 5_000;

/// The columns, in the order in which faults name them. The scope may be left out.
const COLUMNS: [&str; 4] = ["usuario", "nombre", "rol", "alcance"];

/// An account that a file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedAccount {
    /// Line of the file, from 1.
    pub line: u64,
    /// The account.
    pub account: NewAccount,
}

/// One thing that is wrong with a file of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountsFault {
    /// Line of the file, from 1.
    pub line: u64,
    /// The column, if it is one.
    pub column: Option<&'static str>,
    /// What is wrong and what to do, in Spanish.
    pub text: String,
}

/// What a file of accounts says, and everything that is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountsFile {
    /// The accounts of the lines that can be read.
    pub asked: Vec<AskedAccount>,
    /// What is wrong, in the order of the lines.
    pub faults: Vec<AccountsFault>,
}

impl AccountsFile {
    /// Reads a file whose first line names the columns `usuario`, `nombre`, `rol` and, if it has one,
    /// `alcance`, in any order, parted by commas, semicolons or tabs as spreadsheets write them.
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut file = Self::default();
        let mut lines = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut places = None;
        let mut first_lines = BTreeMap::new();
        for record in lines.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    file.fault(line, None, "no se puede leer como CSV; revise las comillas");
                    break;
                }
            };
            let line = record.position().map_or(1, csv::Position::line);
            if record.iter().all(str::is_empty) {
                continue;
            }
            let Some(places) = &places else {
                match Places::of(&record) {
                    Ok(found) => places = Some(found),
                    Err(text) => {
                        file.fault(line, None, text);
                        return file;
                    }
                }
                continue;
            };
            if file.asked.len() == MAX_ACCOUNTS {
                file.fault(
                    line,
                    None,
                    format!("son más de {MAX_ACCOUNTS} cuentas; parta el archivo"),
                );
                break;
            }
            file.row(line, places, &record, &mut first_lines);
        }
        if places.is_none() {
            file.fault(1, None, format!("está vacío; {HEADER}"));
        } else if file.asked.is_empty() && file.faults.is_empty() {
            file.fault(1, None, "no tiene cuentas debajo del primer renglón");
        }
        file
    }

    fn fault(&mut self, line: u64, column: Option<&'static str>, text: impl Into<String>) {
        let text = text.into();
        self.faults.push(AccountsFault { line, column, text });
    }

    /// Reads one line, telling every fault of it.
    fn row(
        &mut self,
        line: u64,
        places: &Places,
        record: &csv::StringRecord,
        first_lines: &mut BTreeMap<Username, u64>,
    ) {
        if record.len() > places.columns {
            let (found, columns) = (record.len(), places.columns);
            let text = format!(
                "tiene {found} campos y el primer renglón {columns}; ponga entre \
                                comillas lo que lleve comas"
            );
            self.fault(line, None, text);
            return;
        }
        let field = |place: usize| record.get(place).unwrap_or_default();
        let username = Username::typed(field(places.usuario));
        let display_name = DisplayName::new(field(places.nombre));
        let role = role(field(places.rol));
        let scope = scope(places.alcance.map(field).unwrap_or_default());
        let faults = [
            ("usuario", username.as_ref().err().map(ToString::to_string)),
            (
                "nombre",
                display_name.as_ref().err().map(ToString::to_string),
            ),
            ("rol", role.as_ref().err().cloned()),
            ("alcance", scope.as_ref().err().map(ToString::to_string)),
        ];
        for (column, fault) in faults {
            if let Some(text) = fault {
                self.fault(line, Some(column), text);
            }
        }
        let (Ok(username), Ok(display_name), Ok(role), Ok(scope)) =
            (username, display_name, role, scope)
        else {
            return;
        };
        if let Some(first) = first_lines.get(&username) {
            let text = format!("«{username}» ya está en el renglón {first}; deje uno");
            self.fault(line, Some("usuario"), text);
            return;
        }
        first_lines.insert(username.clone(), line);
        let account = NewAccount {
            username,
            display_name,
            role,
            scope,
        };
        self.asked.push(AskedAccount { line, account });
    }
}

/// Which field holds what.
struct Places {
    columns: usize,
    usuario: usize,
    nombre: usize,
    rol: usize,
    alcance: Option<usize>,
}

const HEADER: &str = "el primer renglón dice usuario,nombre,rol,alcance";

impl Places {
    fn of(header: &csv::StringRecord) -> Result<Self, String> {
        let names: Vec<String> = header.iter().map(str::to_lowercase).collect();
        let known = |name: &&String| COLUMNS.contains(&name.as_str()) || name.is_empty();
        if let Some(unknown) = names.iter().find(|name| !known(name)) {
            return Err(format!("no se conoce la columna «{unknown}»; {HEADER}"));
        }
        let find = |column: &str| names.iter().position(|name| name == column);
        let need =
            |column| find(column).ok_or_else(|| format!("falta la columna {column}; {HEADER}"));
        Ok(Self {
            columns: names.len(),
            usuario: need("usuario")?,
            nombre: need("nombre")?,
            rol: need("rol")?,
            alcance: find("alcance"),
        })
    }
}

/// What parts the columns: whichever of the three comes first in the first line that says anything.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty());
    let bytes = header.unwrap_or_default().bytes();
    bytes
        .into_iter()
        .find(|byte| b",;\t".contains(byte))
        .unwrap_or(b',')
}

fn role(text: &str) -> Result<Role, String> {
    role_named(&text.to_lowercase()).ok_or_else(|| {
        let names = Role::ALL.map(role_name).join(", ");
        format!("«{text}» no es un rol; los roles son {names}")
    })
}

fn scope(text: &str) -> Result<Scope, super::ScopeError> {
    match text.split_once(':') {
        None if text.is_empty() => Ok(Scope::All),
        None => text.to_lowercase().parse(),
        Some((kind, name)) => format!("{}:{}", kind.trim().to_lowercase(), name.trim()).parse(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(u64, Option<&'static str>)> {
        let file = AccountsFile::read(text);
        let places = file.faults.iter().map(|fault| (fault.line, fault.column));
        places.collect()
    }

    #[test]
    fn spreadsheets_write_it_in_several_ways() {
        for text in [
            "usuario,nombre,rol,alcance\nana.lopez,Ana López,capturista,ccv:Central\n",
            "\u{feff}Usuario;Nombre;Rol;Alcance\r\nANA.LOPEZ ; Ana López;Capturista;CCV:Central\r\n;;;\r\n",
            "\nrol\talcance\tnombre\tusuario\t\ncapturista\tccv: Central\tAna López\tana.lopez\t\n",
            "usuario,nombre,rol,alcance\n\nana.lopez,\"Ana López\",capturista,ccv:Central",
        ] {
            let file = AccountsFile::read(text);
            assert_eq!(file.faults, [], "{text}");
            let [asked] = file.asked.as_slice() else {
                panic!("one account: {text}");
            };
            assert_eq!(asked.account.username.as_str(), "ana.lopez");
            assert_eq!(asked.account.display_name.as_str(), "Ana López");
            assert_eq!(asked.account.role, Role::Capturista);
            assert_eq!(asked.account.scope, Scope::Ccv("Central".to_owned()));
        }
        let plain = AccountsFile::read("usuario,nombre,rol\nana,Ana,monitor\n");
        assert_eq!(plain.asked[0].account.scope, Scope::All);
    }

    #[test]
    fn every_fault_is_told_with_line_and_column() {
        let text = "usuario,nombre,rol,alcance\n\
                    Áná,Ana,capturista,todo\n\
                    beto,,capturista,todo\n\
                    carla,Carla,jefa,catd:a b\n\
                    dana,Dana,capturista,todo\n\
                    dana,Dana otra vez,capturista,todo\n\
                    eva,Eva, Martínez,capturista,todo\n";
        assert_eq!(
            faults(text),
            [
                (2, Some("usuario")),
                (3, Some("nombre")),
                (4, Some("rol")),
                (4, Some("alcance")),
                (6, Some("usuario")),
                (7, None),
            ]
        );
        let file = AccountsFile::read(text);
        assert!(
            file.faults[4].text.contains("renglón 5"),
            "{:?}",
            file.faults
        );
        assert_eq!(file.asked.len(), 1);
    }

    #[test]
    fn what_is_no_such_file_says_why() {
        for (text, part) in [
            ("", "está vacío"),
            ("\n \n", "está vacío"),
            ("usuario,nombre,rol\n", "no tiene cuentas"),
            ("usuario,nombre\nana,Ana\n", "falta la columna rol"),
            ("usuario,nombre,rol,correo\n", "columna «correo»"),
            ("{\"a\": 1}", "no se conoce la columna"),
        ] {
            let file = AccountsFile::read(text);
            assert_eq!(file.asked, []);
            assert!(
                file.faults[0].text.contains(part),
                "{text}: {:?}",
                file.faults
            );
        }
        let many = (0..=MAX_ACCOUNTS).map(|n| format!("u{n},Nombre,cael"));
        let many: Vec<_> = many.collect();
        let file = AccountsFile::read(&format!("usuario,nombre,rol\n{}", many.join("\n")));
        assert_eq!((file.asked.len(), file.faults.len()), (MAX_ACCOUNTS, 1));
    }
}
