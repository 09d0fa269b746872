//! Many people, and what they did together.

use std::path::Path;

use serde_json::{Value, json};

use super::desk::Account;
use super::error::DeskError;
use super::shift::{Shift, Tally};
use super::timings::Timings;
use crate::failure::Failure;

/// What everybody did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    /// How many people worked.
    pub(crate) people: usize,
    /// Their sums.
    pub(crate) all: Tally,
    /// Microseconds of all people together.
    person_micros: i64,
    /// Why some stopped early.
    pub(crate) faults: Vec<String>,
}

/// Reads `usuario,contraseña` line by line; a first line with those very words is a heading, and what
/// follows a second comma (the role, a name) is for people.
pub(crate) fn read_accounts(path: &Path) -> Result<Vec<Account>, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    let mut accounts = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mut cells = line.trim().split(',').map(str::trim);
        let (username, password) = (cells.next().unwrap_or_default(), cells.next());
        if username.is_empty() || username == "usuario" {
            continue;
        }
        let Some(password) = password.filter(|password| !password.is_empty()) else {
            let reason = format!("renglón {number}: falta la contraseña de «{username}»");
            return Err(Failure::unreadable(path, reason));
        };
        accounts.push(Account {
            username: username.to_owned(),
            password: password.to_owned(),
        });
    }
    if accounts.is_empty() {
        return Err(Failure::unreadable(path, "no tiene cuentas"));
    }
    Ok(accounts)
}

/// Everybody works until the night is over, each on a thread of their own; `besides` runs meanwhile.
pub(crate) fn work<T>(
    shift: &Shift<'_>,
    accounts: &[Account],
    besides: impl FnOnce() -> T,
) -> (Report, T) {
    let places: Vec<usize> = accounts.iter().map(|_| shift.quiet.sit_down()).collect();
    std::thread::scope(|scope| {
        let people: Vec<_> = accounts
            .iter()
            .zip(places)
            .map(|(account, place)| scope.spawn(move || shift.work(place, account)))
            .collect();
        let besides = besides();
        let mut report = Report::default();
        for person in people {
            let done = person.join();
            report.add(done.unwrap_or_else(|_| Err(DeskError::Line("una persona falló".into()))));
        }
        (report, besides)
    })
}

impl Report {
    fn add(&mut self, done: Result<Tally, DeskError>) {
        self.people += 1;
        match done {
            Ok(tally) => {
                self.person_micros += tally.micros;
                let all = &mut self.all;
                all.capturas += tally.capturas;
                all.verificaciones += tally.verificaciones;
                all.fields += tally.fields;
                all.slips += tally.slips;
                all.lost += tally.lost;
                all.micros = all.micros.max(tally.micros);
                all.timings.add(tally.timings);
            }
            Err(error) => {
                let fault = error.to_string();
                if !self.faults.contains(&fault) {
                    self.faults.push(fault);
                }
            }
        }
    }

    /// An error if somebody stopped early.
    pub(crate) fn outcome(&self) -> Result<(), Failure> {
        match self.faults.first() {
            None => Ok(()),
            Some(fault) => Err(Failure::Refused(format!(
                "las personas se detuvieron antes de terminar: {fault}"
            ))),
        }
    }

    /// Capturas in an hour of one person's work.
    fn per_person_hour(&self) -> f64 {
        ratio(
            self.all.capturas,
            u64::try_from(self.person_micros).unwrap_or_default(),
        ) * 3.6e9
    }

    /// Part of the pairs of capturas that needed a verificador.
    fn difference_rate(&self) -> f64 {
        ratio(self.all.verificaciones * 2, self.all.capturas)
    }

    /// The figures for programs.
    pub(crate) fn json(&self) -> Value {
        let Tally {
            capturas,
            verificaciones,
            fields,
            slips,
            lost,
            micros,
            ref timings,
        } = self.all;
        let steps: serde_json::Map<String, Value> = timings
            .percentiles()
            .into_iter()
            .map(|(name, found)| (name.to_owned(), json!(found)))
            .collect();
        json!({
            "people": self.people, "capturas": capturas, "verificaciones": verificaciones,
            "fields": fields, "slips": slips, "lost_turns": lost, "elapsed_ms": micros / 1_000,
            "capturas_per_person_hour": self.per_person_hour().round(),
            "difference_rate": self.difference_rate(), "steps": steps, "faults": self.faults,
        })
    }

    /// The figures for people.
    pub(crate) fn text(&self) -> String {
        let all = &self.all;
        let mut lines = vec![
            format!(
                "{} personas: {} capturas y {} verificaciones en {:.1} s",
                self.people,
                all.capturas,
                all.verificaciones,
                seconds(all.micros)
            ),
            format!(
                "  {:.0} capturas por persona y hora; difirió {:.1} % de los pares; {} descuidos en {} \
                 campos; {} turnos perdidos",
                self.per_person_hour(),
                self.difference_rate() * 100.0,
                all.slips,
                all.fields,
                all.lost
            ),
        ];
        lines.extend(steps_text(&all.timings));
        lines.extend(
            self.faults
                .iter()
                .map(|fault| format!("  se detuvo: {fault}")),
        );
        lines.join("\n")
    }
}

/// Each step's figures on a line.
fn steps_text(timings: &Timings) -> impl Iterator<Item = String> {
    timings.percentiles().into_iter().map(|(name, found)| {
        format!(
            "  {name:<22} {:>8} veces  p50 {:>8.1} ms  p99 {:>8.1} ms  máx {:>8.1} ms",
            found.count,
            seconds(found.p50_us) * 1e3,
            seconds(found.p99_us) * 1e3,
            seconds(found.max_us) * 1e3
        )
    })
}

/// Microseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "a night has 10^11 microseconds")]
pub(crate) fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

/// One by the other; 0 if there is no other.
#[expect(clippy::cast_precision_loss, reason = "figures of one night")]
pub(crate) fn ratio(one: u64, other: u64) -> f64 {
    if other == 0 {
        0.0
    } else {
        one as f64 / other as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_with_and_without_a_heading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cuentas.csv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            read_accounts(&path)
        };
        let accounts = read("usuario,contraseña,rol\nana, abc ,capturista\n\nluis,de f\n").unwrap();
        let pairs: Vec<_> = accounts
            .iter()
            .map(|own| (own.username.as_str(), own.password.as_str()))
            .collect();
        assert_eq!(pairs, [("ana", "abc"), ("luis", "de f")]);
        for (text, says) in [("ana\n", "renglón 1"), ("", "no tiene cuentas")] {
            let refusal = read(text).unwrap_err().to_string();
            assert!(refusal.contains(says), "{refusal}");
        }
    }

    #[test]
    fn the_report_adds_up() {
        let mut report = Report::default();
        let tally = |capturas, verificaciones, micros| Tally {
            capturas,
            verificaciones,
            micros,
            ..Tally::default()
        };
        report.add(Ok(tally(60, 0, 1_800_000_000)));
        report.add(Ok(tally(60, 0, 1_800_000_000)));
        report.add(Ok(tally(0, 6, 3_600_000_000)));
        let json = report.json();
        assert_eq!(json["capturas"], 120);
        assert_eq!(json["capturas_per_person_hour"], 60.0);
        assert_eq!(json["difference_rate"], 0.1);
        assert!(report.outcome().is_ok());
        report.add(Err(DeskError::Line("cortado".to_owned())));
        assert!(
            report
                .outcome()
                .unwrap_err()
                .to_string()
                .contains("cortado")
        );
        assert!(report.text().contains("4 personas"), "{}", report.text());
    }
}
