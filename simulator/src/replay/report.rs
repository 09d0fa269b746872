//! A comparison in words.

use super::compare::Comparison;

/// Differences shown one by one.
const SHOWN: usize = 20;

/// The comparison of one elección for people.
pub(crate) fn text(eleccion: &str, found: &Comparison) -> String {
    let mut lines = vec![
        format!(
            "{eleccion}: {} actas comparadas, {} sin diferencias sin explicar",
            found.rows, found.equal
        ),
        format!(
            "  votos por renglón: {} en la fuente, {} en el corte{}",
            found.source_votes,
            found.our_votes,
            if found.source_votes == found.our_votes {
                ", iguales"
            } else {
                ", DISTINTOS"
            }
        ),
    ];
    lines.extend(declared(found));
    for (reason, explained) in &found.explained {
        lines.push(format!(
            "  celdas explicadas, {}: {reason} (por ejemplo {})",
            explained.cells, explained.example
        ));
    }
    if !found.uncounted.is_empty() {
        lines.push(format!(
            "  actas que están en el corte con sus votos y no se contabilizan, {}:",
            found.uncounted.len()
        ));
    }
    for row in &found.uncounted {
        let line = row.line.map(|line| format!(", línea {line}"));
        let why = Some(&row.why).filter(|why| !why.is_empty());
        lines.push(format!(
            "    {}{}: {}; votos {}{}",
            row.acta,
            line.unwrap_or_default(),
            row.observaciones,
            row.votes,
            why.map(|why| format!(", {why}")).unwrap_or_default()
        ));
    }
    lines.extend(different(found));
    lines.join("\n")
}

/// The heads of both files.
fn declared(found: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(declared) = found.source_declared {
        lines.push(format!(
            "  la fuente declara {declared} votos en su encabezado"
        ));
    }
    if let Some(declared) = found.our_declared {
        let uncounted: u64 = found.uncounted.iter().map(|row| row.votes).sum();
        let adds = if declared + uncounted == found.our_votes {
            "suma exacta"
        } else {
            "NO SUMA"
        };
        lines.push(format!(
            "  el corte declara {declared} votos contabilizados y deja sin contabilizar {uncounted}: {adds}"
        ));
    }
    lines
}

/// What has no reason.
fn different(found: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    for one in found.different.iter().take(SHOWN) {
        let line = one.line.map(|line| format!(", línea {line}"));
        lines.push(format!(
            "  DIFIERE {}{}, {}: la fuente dice «{}» y el corte «{}»",
            one.acta,
            line.unwrap_or_default(),
            one.column,
            one.source,
            one.ours
        ));
    }
    for (what, all) in [
        ("DIFERENCIAS en total", found.different.len()),
        ("FALTAN en el corte", found.missing.len()),
        ("SOBRAN en el corte", found.extra.len()),
    ] {
        if all > 0 {
            lines.push(format!("  {what}: {all}"));
        }
    }
    let named = found.missing.iter().chain(&found.extra).take(SHOWN);
    lines.extend(named.map(|acta| format!("    {acta}")));
    lines
}
