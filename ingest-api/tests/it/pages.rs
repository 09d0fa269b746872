//! Health, documentation, and addresses that are not there.

use prep_model::contract::ProblemType;

use crate::support::Server;

#[tokio::test]
async fn health_tells_process_and_storage_apart() {
    let server = Server::open().await;
    for path in ["/health/live", "/health/ready"] {
        let answer = server.send(("GET", path), &[], "").await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["status"]),
            (200, &"ok".into())
        );
    }
    server.test.central.store.close().await;
    let answer = server.send(("GET", "/health/live"), &[], "").await;
    assert_eq!(answer.status, 200);
    let answer = server.send(("GET", "/health/ready"), &[], "").await;
    answer.is_problem(ProblemType::StorageUnavailable);
    assert_eq!(answer.header("retry-after"), "5");
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_there_are_problems() {
    let server = Server::open().await;
    let answer = server.send(("GET", "/v1/nothing"), &[], "").await;
    answer.is_problem(ProblemType::NotFound);
    let answer = server.send(("DELETE", "/v1/tokens"), &[], "").await;
    answer.is_problem(ProblemType::MethodNotAllowed);
    let answer = server.send(("POST", "/v1/tokens"), &[], "x").await;
    answer.is_problem(ProblemType::UnsupportedMediaType);
    let answer = server.send(("GET", "/v1/uploads/0123"), &[], "").await;
    answer.is_problem(ProblemType::UploadNotFound);
}

#[tokio::test]
async fn the_documentation_needs_no_other_host() {
    let server = Server::open().await;
    let document = server.send(("GET", "/openapi.json"), &[], "").await.json();
    assert!(document["paths"]["/v1/uploads/{capability}"]["patch"].is_object());
    for path in ["/docs", "/docs/docs.js", "/docs/docs.css"] {
        let answer = server.send(("GET", path), &[], "").await;
        assert_eq!(answer.status, 200);
        let text = String::from_utf8(answer.body).unwrap();
        assert!(
            !text.contains("http://") && !text.contains("https://"),
            "{path}"
        );
    }
    let answer = server.send(("GET", "/docs"), &[], "").await;
    assert!(
        answer
            .header("content-security-policy")
            .starts_with("default-src 'none'")
    );
}
