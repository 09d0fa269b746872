//! The pages that lead somewhere from home. Who sees an entry follows from who may open its route.

use axum::http::Method;
use prep_model::people::Role;

use crate::access::RouteRule;

/// A page that home and the bar lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    /// Its path, which must be a route.
    pub path: &'static str,
    /// Its name.
    pub label: &'static str,
    /// What it is for, on home.
    pub purpose: &'static str,
}

/// In the order of the day's work. Add a page here and its route in its folder.
pub(crate) const LINKS: [Link; 14] = [
    Link {
        path: "/captura",
        label: "Captura",
        purpose: "Capturar la siguiente acta a partir de su imagen.",
    },
    Link {
        path: "/verificacion",
        label: "Verificación",
        purpose: "Resolver la siguiente diferencia entre dos capturas.",
    },
    Link {
        path: "/cola",
        label: "Fila",
        purpose: "Detener o reservar la fila, poner límites y devolver actas de quien se fue.",
    },
    Link {
        path: "/identificacion",
        label: "Identificación",
        purpose: "Decir de qué acta es una imagen, o proponer y confirmar fuera de catálogo.",
    },
    Link {
        path: "/faltantes",
        label: "Faltantes",
        purpose: "Actas que esperan otra imagen, y SIN ACTA que se propone y aprueba.",
    },
    Link {
        path: "/correccion",
        label: "Corrección",
        purpose: "Ver las versiones de un acta y mandarla a capturar de nuevo.",
    },
    Link {
        path: "/cuentas",
        label: "Cuentas",
        purpose: "Dar contraseñas nuevas, cerrar sesiones y dar de alta a las personas.",
    },
    Link {
        path: "/dispositivos",
        label: "Dispositivos",
        purpose: "Tabletas y estaciones: alta con código QR, baja y cuarentena.",
    },
    Link {
        path: "/ejercicios",
        label: "Ejercicios",
        purpose: "Puesta en ceros, apertura, cierre y archivo de cada ejercicio.",
    },
    Link {
        path: "/incidencias",
        label: "Incidencias",
        purpose: "Anotar lo que se avisa por teléfono y quién lo atiende.",
    },
    Link {
        path: "/avisos",
        label: "Avisos",
        purpose: "Enviar indicaciones al personal y ver quién acusó de enterado.",
    },
    Link {
        path: "/monitor",
        label: "Monitor",
        purpose: "Cuántas actas se esperan, han llegado, se capturaron y se verificaron.",
    },
    Link {
        path: "/practica",
        label: "Práctica",
        purpose: "Practicar con actas inventadas; nada se guarda ni se cuenta.",
    },
    Link {
        path: "/cuenta",
        label: "Mi cuenta",
        purpose: "Sus datos, su rol y su contraseña.",
    },
];

/// The pages that `role` may open.
pub(crate) fn links(table: &[RouteRule], role: Role) -> Vec<Link> {
    let may_open = |link: &Link| {
        let route = table
            .iter()
            .find(|rule| rule.method == Method::GET && rule.path == link.path);
        route.is_some_and(|rule| rule.access.admits(role))
    };
    LINKS.into_iter().filter(may_open).collect()
}
