//! Cargo.lock held against deny.toml: licences, sources, forbidden packages, duplicate versions.

use std::collections::{BTreeMap, BTreeSet};

use spdx::{Expression, LicenseReq};
use system_tests::{Metadata, workspace_root};
use toml::{Table, Value};

fn rules() -> Table {
    let text = std::fs::read_to_string(workspace_root().join("deny.toml")).expect("deny.toml");
    text.parse().expect("deny.toml is TOML")
}

fn list<'a>(rules: &'a Table, section: &str, key: &str) -> &'a [Value] {
    rules[section][key].as_array().expect("a list in deny.toml")
}

/// The `crate` names of a list of tables, each of which must give a reason.
fn reasoned_names(list: &[Value]) -> BTreeSet<&str> {
    let name = |entry: &'_ Value| -> bool { entry.get("reason").is_some() };
    assert!(
        list.iter().all(name),
        "every exception in deny.toml says why"
    );
    list.iter()
        .filter_map(|entry| entry.get("crate")?.as_str())
        .collect()
}

#[test]
fn every_licence_is_on_the_list() {
    let rules = rules();
    let allowed: BTreeSet<LicenseReq> = list(&rules, "licenses", "allow")
        .iter()
        .filter_map(Value::as_str)
        .flat_map(|id| {
            let expression = Expression::parse(id).expect("an SPDX identifier in deny.toml");
            expression
                .requirements()
                .map(|req| req.req.clone())
                .collect::<Vec<_>>()
        })
        .collect();
    for package in Metadata::load().packages {
        let Some(license) = &package.license else {
            panic!("{} {} states no licence", package.name, package.version);
        };
        let expression = Expression::parse_mode(license, spdx::ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{}: {license}: {error}", package.name));
        let fits = expression.evaluate(|req| allowed.contains(req));
        assert!(
            fits,
            "{} {} is under {license}",
            package.name, package.version
        );
    }
}

#[test]
fn every_package_comes_from_the_registry_or_from_here() {
    for package in Metadata::load().packages {
        if let Some(source) = &package.source {
            let from_registry = source.starts_with("registry+");
            assert!(from_registry, "{} comes from {source}", package.name);
        }
    }
}

/// A forbidden package may be there only for those that its `wrappers` name, as cargo-deny has it.
#[test]
fn no_package_is_forbidden() {
    let rules = rules();
    let banned = list(&rules, "bans", "deny");
    let forbidden = reasoned_names(banned);
    let may_use = |user: &str, name: &str| {
        let ban = banned
            .iter()
            .find(|ban| ban["crate"].as_str() == Some(name));
        let wrappers = ban.and_then(|ban| ban.get("wrappers")?.as_array());
        wrappers.is_some_and(|names| names.iter().any(|wrapper| wrapper.as_str() == Some(user)))
    };
    for (user, used) in locked() {
        for name in used {
            let fits = !forbidden.contains(name.as_str()) || may_use(&user, &name);
            assert!(fits, "{name} is forbidden and {user} uses it");
        }
    }
}

/// Every package of Cargo.lock with the names of those it uses.
fn locked() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(workspace_root().join("Cargo.lock")).expect("Cargo.lock");
    let lock: Table = text.parse().expect("Cargo.lock is TOML");
    // `name`, or `name version` where several versions are there.
    let name = |used: &Value| Some(used.as_str()?.split(' ').next()?.to_owned());
    let packages = lock["package"].as_array().expect("packages");
    let uses = |package: &Value| {
        let used = package.get("dependencies").and_then(Value::as_array);
        let user = package["name"].as_str().expect("a name").to_owned();
        (user, used.into_iter().flatten().filter_map(name).collect())
    };
    packages.iter().map(uses).collect()
}

#[test]
fn no_package_is_there_in_two_versions_without_a_reason() {
    let rules = rules();
    let skipped = reasoned_names(list(&rules, "bans", "skip"));
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in Metadata::load().packages {
        versions
            .entry(package.name)
            .or_default()
            .insert(package.version);
    }
    let doubled: Vec<_> = versions
        .iter()
        .filter(|(name, versions)| versions.len() > 1 && !skipped.contains(name.as_str()))
        .collect();
    assert!(doubled.is_empty(), "in several versions: {doubled:?}");
    for name in skipped {
        let still = versions
            .get(name)
            .is_some_and(|versions| versions.len() > 1);
        assert!(
            still,
            "{name} is skipped in deny.toml and no longer doubled"
        );
    }
}
