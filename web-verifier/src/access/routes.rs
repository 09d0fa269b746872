use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, any, on};
use prep_model::people::Role;

use super::guard::{Guarded, guard};
use crate::error_page::PageError;
use crate::web::Web;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a session.
    Public,
    /// People in one of these roles.
    Roles(&'static [Role]),
}

/// One route with who may use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRule {
    /// GET (and with it HEAD) or POST.
    pub method: Method,
    /// The path as axum matches it.
    pub path: &'static str,
    /// Who.
    pub access: Access,
}

/// The routes so far, in the order in which they were added.
#[derive(Default)]
pub struct Routes(Vec<(RouteRule, MethodRouter<Web>)>);

/// A route that has not said yet who may use it; until it does, there is nothing to add to.
#[must_use = "say .public() or .roles(..)"]
pub(crate) struct OpenRoute {
    routes: Routes,
    method: Method,
    path: &'static str,
    handler: MethodRouter<Web>,
}

impl Access {
    /// True if `role` may pass.
    pub fn admits(self, role: Role) -> bool {
        match self {
            Self::Public => true,
            Self::Roles(roles) => roles.contains(&role),
        }
    }
}

impl Routes {
    /// Begins a route that shows something.
    pub(crate) fn get<H, T>(self, path: &'static str, handler: H) -> OpenRoute
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        self.open(Method::GET, path, on(MethodFilter::GET, handler))
    }

    /// Begins a route that changes something; the guard asks its form for the token.
    pub(crate) fn post<H, T>(self, path: &'static str, handler: H) -> OpenRoute
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        self.open(Method::POST, path, on(MethodFilter::POST, handler))
    }

    fn open(self, method: Method, path: &'static str, handler: MethodRouter<Web>) -> OpenRoute {
        OpenRoute {
            routes: self,
            method,
            path,
            handler,
        }
    }

    /// Every route with who may use it.
    pub fn table(&self) -> Vec<RouteRule> {
        self.0.iter().map(|(rule, _)| rule.clone()).collect()
    }

    /// The router, with the guard before every route and before what is no route.
    pub(crate) fn into_router(self, web: &Web) -> Router {
        let guarded = |access, handler: MethodRouter<Web>| {
            let state = Guarded {
                web: web.clone(),
                access,
            };
            handler.layer(from_fn_with_state(state, guard))
        };
        let mut router = Router::new();
        for (rule, handler) in self.0 {
            router = router.route(rule.path, guarded(rule.access, handler));
        }
        let nothing = any(async || PageError::NotFound);
        let nothing = guarded(Access::Public, nothing).with_state(web.clone());
        router.with_state(web.clone()).fallback_service(nothing)
    }
}

impl OpenRoute {
    /// Adds the route for anybody.
    #[must_use]
    pub(crate) fn public(self) -> Routes {
        self.add(Access::Public)
    }

    /// Adds the route for people in these roles.
    #[must_use]
    pub(crate) fn roles(self, roles: &'static [Role]) -> Routes {
        self.add(Access::Roles(roles))
    }

    fn add(self, access: Access) -> Routes {
        let Self {
            mut routes,
            method,
            path,
            handler,
        } = self;
        routes.0.push((
            RouteRule {
                method,
                path,
                access,
            },
            handler,
        ));
        routes
    }
}
