//! Every route in every role: allowed or refused as docs/ROUTES.md says, through the real router.

use axum::http::{Method, StatusCode};
use central::accounts::{find_session, role_name, role_named};
use prep_model::people::Role;
use web_verifier::{Access, RouteRule, routes};

use crate::browser::Browser;
use crate::night::open;
use crate::support::{PASSWORD, username};

/// Method, path and roles of each line of the document's table; `None` for public.
fn documented() -> Vec<(String, String, Option<Vec<Role>>)> {
    let text = include_str!("../../../docs/ROUTES.md");
    let rows = text.lines().filter(|line| line.contains("| `/"));
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [method, path, roles] = cells.as_slice() else {
            panic!("a row of ROUTES.md has three cells: {line}");
        };
        let roles = match *roles {
            "público" => None,
            "todos" => Some(Role::ALL.to_vec()),
            names => {
                let role = |name: &str| role_named(name.trim()).expect("a role of the model");
                Some(names.split(',').map(role).collect())
            }
        };
        (
            (*method).to_owned(),
            path.trim_matches('`').to_owned(),
            roles,
        )
    };
    rows.map(row).collect()
}

fn declared() -> Vec<(String, String, Option<Vec<Role>>)> {
    let row = |rule: RouteRule| {
        let roles = match rule.access {
            Access::Public => None,
            Access::Roles(roles) => Some(roles.to_vec()),
        };
        (rule.method.to_string(), rule.path.to_owned(), roles)
    };
    routes().table().into_iter().map(row).collect()
}

#[test]
fn the_document_tells_the_routes() {
    assert_eq!(documented(), declared());
}

/// The path with something in the place of each parameter.
fn concrete(path: &str) -> String {
    let part = |part: &str| {
        if part.starts_with('{') {
            "x".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_role_gets_through_exactly_where_the_table_says() {
    let (browser, _) = open().await;
    for role in Role::ALL {
        let mut token = browser.site.add_person(role).await.token;
        for rule in routes().table() {
            // Leaving, or a fault of the page itself, must not decide the routes that follow.
            let session = find_session(&browser.site.central, &token).await.unwrap();
            if session.is_none() {
                token = browser.site.login(&username(role), PASSWORD).await.token;
            }
            let mut here = browser.with_session(&token);
            let path = concrete(rule.path);
            let answer = if rule.method == Method::GET {
                here.get(&path).await
            } else {
                here.get("/entrar").await;
                here.post_signed(&path, &token, &[]).await
            };
            let what = format!("{} {} as {}", rule.method, rule.path, role_name(role));
            let allowed = rule.access.admits(role);
            assert_eq!(
                answer.status != StatusCode::FORBIDDEN,
                allowed,
                "{what}: {}",
                answer.status
            );
            assert!(
                !answer.status.is_server_error(),
                "{what}: {}",
                answer.status
            );
            if !allowed {
                assert!(answer.body.contains("Su rol no abre esta página"), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn without_a_session_only_what_is_public_opens() {
    let browser = Browser::new(Some("simulacro-1")).await;
    for rule in routes().table() {
        let mut here = browser.fresh();
        here.get("/entrar").await;
        let path = concrete(rule.path);
        let answer = if rule.method == Method::GET {
            here.get(&path).await
        } else {
            here.post(&path, &[]).await
        };
        let what = format!("{} {}: {}", rule.method, rule.path, answer.status);
        let at_the_door = answer.location().starts_with("/entrar");
        let refused = answer.status == StatusCode::FORBIDDEN || at_the_door;
        assert_eq!(refused, rule.access != Access::Public, "{what}");
    }
}
